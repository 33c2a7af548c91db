#include <stddef.h>

/* A mapping of this size with a guard of this size that a thread had, as it left it; or 0. */
hidden void *__take_stack(size_t size, size_t guard);

/* Keeps one whose thread has gone: whether it did. */
hidden int __keep_stack(void *map, size_t size, size_t guard);

/* Unmaps all that are kept: how many. */
hidden int __drop_stacks(void);
