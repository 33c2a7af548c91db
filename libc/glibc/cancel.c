/* The end of a thread by pthread_exit and cancellation: destructors of C++ objects on its
 * stack and cleanup handlers run, innermost first, while the stack is unwound. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include "pthread_impl.h"
#include "glibc.h"
#include "texts.h"

/* What pthread_cleanup_push of C keeps on the stack. */
struct unwind_buf {
	struct { long registers[8]; int mask_was_saved; } jump[1];
	void *room[4];
};
_Static_assert(sizeof(struct unwind_buf) == 104, "glibc's layout");
_Static_assert(sizeof(struct __ptcb) <= sizeof(void *[4]), "musl's handler fits into it");

/* The unwinder's interface: <unwind.h>. */
struct exception { uint64_t class; void (*cleanup)(int, struct exception *); uint64_t private[2]; } __attribute__((__aligned__));
enum { END_OF_STACK = 16, NO_REASON = 0 };
typedef int stop_fn(int, int, uint64_t, struct exception *, void *, void *);

static int (*forced_unwind)(struct exception *, stop_fn *, void *);
static uintptr_t (*get_cfa)(void *);
static pthread_key_t exceptions;
static pthread_once_t once = PTHREAD_ONCE_INIT;

_Noreturn void __pthread_exit(void *);

static void find_unwinder(void)
{
	void *h = dlopen("libgcc_s.so.1", RTLD_NOW);
	if (!h || pthread_key_create(&exceptions, free)) return;
	get_cfa = (uintptr_t (*)(void *))dlsym(h, "_Unwind_GetCFA");
	*(void **)&forced_unwind = dlsym(h, "_Unwind_ForcedUnwind");
}

static void jump(void *p)
{
	longjmp(p, 1);
}

/* Asked before each frame: handlers in frames that are gone by then come first. */
static int stop(int version, int actions, uint64_t class, struct exception *e, void *context, void *result)
{
	pthread_t self = __pthread_self();
	struct __ptcb *c = self->cancelbuf;
	if (c && (actions & END_OF_STACK || (uintptr_t)c < get_cfa(context))) {
		self->result = result;
		self->cancelbuf = c->__next;
		c->__f(c->__x);
		return stop(version, actions, class, e, context, result);
	}
	if (actions & END_OF_STACK) __pthread_exit(result);
	return NO_REASON;
}

/* A program that catches and does not throw on would never end. */
static void caught(int reason, struct exception *e)
{
	static const char text[] = "FATAL: exception not rethrown\n";
	write(2, text, sizeof text - 1);
	abort();
}

_Noreturn void glibc_end_thread(void *result)
{
	pthread_t self = __pthread_self();
	struct exception *e;
	self->canceldisable = 1;
	self->cancelasync = 0;
	pthread_once(&once, find_unwinder);
	if (forced_unwind && get_cfa && (e = calloc(1, sizeof *e))) {
		free(pthread_getspecific(exceptions));
		pthread_setspecific(exceptions, e);
		e->cleanup = caught;
		forced_unwind(e, stop, result);
	}
	__pthread_exit(result);
}

_Noreturn void GLIBC(pthread_exit)(void *result)
{
	glibc_end_thread(result);
}

void GLIBC(__pthread_register_cancel)(struct unwind_buf *b)
{
	struct __ptcb *c = (void *)b->room;
	pthread_t self = __pthread_self();
	*c = (struct __ptcb){ jump, b, self->cancelbuf };
	self->cancelbuf = c;
}

void GLIBC(__pthread_unregister_cancel)(struct unwind_buf *b)
{
	__pthread_self()->cancelbuf = ((struct __ptcb *)b->room)->__next;
}

/* After a handler that was jumped to. */
_Noreturn void GLIBC(__pthread_unwind_next)(struct unwind_buf *b)
{
	glibc_end_thread(__pthread_self()->result);
}

void GLIBC(__pthread_register_cancel_defer)(struct unwind_buf *b)
{
	int type;
	pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &type);
	b->room[3] = (void *)(long)type;
	glibc___pthread_register_cancel(b);
}

void GLIBC(__pthread_unregister_cancel_restore)(struct unwind_buf *b)
{
	glibc___pthread_unregister_cancel(b);
	pthread_setcanceltype((long)b->room[3], 0);
}
