#include <stdio.h>
#include "pthread_impl.h"

typedef char size[sizeof(struct __reent)==512 ? 1 : -1];
typedef char stdin_at[offsetof(struct __reent, in)==8 ? 1 : -1];
typedef char category_at[offsetof(struct __reent, current_category)==64 ? 1 : -1];
typedef char cleanup_at[offsetof(struct __reent, cleanup)==88 ? 1 : -1];

/* newlib's name for what a thread keeps of errno and the standard streams. */
struct __reent *__getreent(void)
{
	struct __reent *r = &__pthread_self()->reent;
	if (!r->in) {
		r->in = stdin;
		r->out = stdout;
		r->err = stderr;
		r->current_locale = "C";
	}
	return r;
}
