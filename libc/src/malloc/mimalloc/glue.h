/* Between the files of this folder. */
#define ENTRY __attribute__((__externally_visible__))

hidden void *__malloc_aligned(size_t, size_t);
hidden size_t __malloc_usable(void *);
hidden int __malloc_allzerop(void *);
hidden void __malloc_thread_exit(void);
