#ifndef GLIBC_PROCESS_H
#define GLIBC_PROCESS_H

struct _IO_FILE;
struct __locale_struct;

/* What musl's own functions ask in a program that was linked against glibc. */
struct glibc_process {
	char *(*error_text)(int), *(*signal_text)(int);
	/* Ends the calling thread, and unwinds its stack first. */
	void (*end_thread)(void *);
	/* Destroys what is thread_local in the calling thread. */
	void (*run_destructors)(void);
	/* Before a stream keeps what is written: whether the lines of stdout are written one by one. */
	void (*first_write)(struct _IO_FILE *);
	/* What the system's locale says for an item of nl_langinfo; null for musl's own. */
	char *(*langinfo)(int, struct __locale_struct *);
};

/* What a stream holds. */
#define GLIBC_BUFFER 4096

/* Null in every other program. */
extern hidden const struct glibc_process *glibc_process;

#endif
