/* An object built for newlib: it has newlib's structure from newlib's headers,
 * of which this is the head, and finds errno and the streams through it. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct newlib_reent {
	int _errno;
	FILE *_stdin, *_stdout, *_stderr;
	int _inc;
	char _emergency[25];
	int _unspecified_locale_info;
	void *_locale;
	int __sdidinit;
	void (*__cleanup)(struct newlib_reent *);
};

struct newlib_reent *__getreent(void);
int *__errno(void);

static int failures;
static pthread_barrier_t meet;

#define CHECK(x) ((x) ? (void)0 : (void)(__atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED), \
	printf("%d: %s\n", __LINE__, #x)))

static void *check(void *name)
{
	struct newlib_reent *r = __getreent();
	CHECK(r == __getreent());
	CHECK(&r->_errno == &errno && __errno() == &errno);
	errno = 0;
	r->_errno = E2BIG;
	CHECK(errno == E2BIG && *__errno() == E2BIG);
	*__errno() = EDOM;
	CHECK(errno == EDOM && r->_errno == EDOM);
	CHECK(close(-1) == -1 && r->_errno == EBADF);

	/* Each thread keeps its own while the other changes its. */
	r->_errno = *(char *)name;
	pthread_barrier_wait(&meet);
	CHECK(errno == *(char *)name);
	pthread_barrier_wait(&meet);

	CHECK(r->_stdin == stdin && r->_stdout == stdout && r->_stderr == stderr);
	CHECK(fprintf(r->_stdout, "%s\n", (char *)name) == 2);
	CHECK(fprintf(r->_stderr, "%s\n", (char *)name) == 2);
	CHECK(getc(r->_stdin) == EOF && feof(stdin));
	CHECK(r->_inc == 0 && r->__sdidinit == 0 && !r->__cleanup);
	return r;
}

int main(void)
{
	pthread_t t;
	void *other;
	pthread_barrier_init(&meet, 0, 2);
	if (pthread_create(&t, 0, check, "b")) return 1;
	void *own = check("a");
	pthread_join(t, &other);
	CHECK(own != other);
	return failures;
}
