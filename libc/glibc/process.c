/* The beginning and the end of processes and threads. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>
#include <pthread.h>
#include <stddef.h>
#include "glibc.h"
#include "texts.h"

/* Destructors of thread_local objects: a list a thread, newest first. They run before all
 * else that a thread or process does at its end. */
struct destructor { struct destructor *next; void (*function)(void *); void *object; };

static pthread_key_t destructors;
static pthread_once_t destructors_once = PTHREAD_ONCE_INIT;
static int has_destructors;

static void run(void *list)
{
	struct destructor *d = list;
	while (d) {
		pthread_setspecific(destructors, d->next);
		d->function(d->object);
		free(d);
		d = pthread_getspecific(destructors);
	}
}

hidden void glibc_run_destructors(void)
{
	if (has_destructors) run(pthread_getspecific(destructors));
}

static void make_key(void)
{
	has_destructors = !pthread_key_create(&destructors, run);
}

int GLIBC(__cxa_thread_atexit_impl)(void (*function)(void *), void *object, void *dso)
{
	struct destructor *d = malloc(sizeof *d);
	pthread_once(&destructors_once, make_key);
	if (!d || !has_destructors) {
		free(d);
		return -1;
	}
	*d = (struct destructor){ pthread_getspecific(destructors), function, object };
	pthread_setspecific(destructors, d);
	return 0;
}

struct on_exit { void (*function)(int, void *); void *arg; };
static int exit_status;

static void call_on_exit(void *p)
{
	struct on_exit *o = p;
	o->function(exit_status, o->arg);
	free(o);
}

int __cxa_atexit(void (*)(void *), void *, void *);

/* The status is that of exit(); a return from main is one. */
int GLIBC(on_exit)(void (*function)(int, void *), void *arg)
{
	struct on_exit *o = malloc(sizeof *o);
	if (!o) return -1;
	*o = (struct on_exit){ function, arg };
	return __cxa_atexit(call_on_exit, o, 0);
}

int GLIBC(__cxa_at_quick_exit)(void (*function)(void), void *dso)
{
	return at_quick_exit(function);
}

_Noreturn void GLIBC(exit)(int status)
{
	exit_status = status;
	glibc_run_destructors();
	exit(status);
}

static int (*program_main)(int, char **, char **);

static int main_then_exit(int argc, char **argv, char **envp)
{
	glibc_exit(program_main(argc, argv, envp));
}

int __libc_start_main(int (*)(int, char **, char **), int, char **, void (*)(), void (*)(), void (*)());

/* Constructors are the loader's affair; INIT of old programs would run them again. */
int GLIBC(__libc_start_main)(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(), void (*fini)(), void (*end)())
{
	program_main = main;
	return __libc_start_main(main_then_exit, argc, argv, init, fini, end);
}

int GLIBC(__register_atfork)(void (*before)(void), void (*parent)(void), void (*child)(void), void *dso)
{
	return pthread_atfork(before, parent, child);
}

/* The version whose interface this is. */
const char *GLIBC(gnu_get_libc_version)(void) { return "2.36"; }
const char *GLIBC(gnu_get_libc_release)(void) { return "stable"; }

/* Whether there is one thread only: no is always right, and yes is not to be had without
 * a look at each thread that libc makes for itself. */
char GLIBC(__libc_single_threaded) = 0;

/* No thread is registered for restartable sequences. */
const unsigned GLIBC(__rseq_size) = 0;
const unsigned GLIBC(__rseq_flags) = 0;
const ptrdiff_t GLIBC(__rseq_offset) = 0;

