// What the programs share: CHECK, and results as text that does not depend on the machine.
#ifndef CHECK_H
#define CHECK_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>

#pragma GCC diagnostic ignored "-Wunused-function"

static volatile int check_failures;

// Failed checks are printed, and make the exit status 1 by way of done().
#define CHECK(c) ((c) ? 1 : check_failed(__LINE__, #c))
static int check_failed(int line, const char *what)
{
	int e = errno;
	printf("line %d: not true: %s (errno %s)\n", line, what, strerror(e));
	check_failures = 1;
	errno = e;
	return 0;
}

static int done(void)
{
	puts(check_failures ? "failed" : "done");
	return check_failures;
}

// Children write to the same file, so nothing may be left in a buffer over fork.
__attribute__((constructor)) static void line_buffer(void)
{
	setvbuf(stdout, 0, _IOLBF, 0);
}

static const char *ename(int e)
{
	static const struct { int e; const char *name; } names[] = {
#define N(e) { e, #e }
		N(EPERM), N(ENOENT), N(ESRCH), N(EINTR), N(EIO), N(ENXIO), N(E2BIG), N(ENOEXEC), N(EBADF), N(ECHILD),
		N(EAGAIN), N(ENOMEM), N(EACCES), N(EFAULT), N(ENOTBLK), N(EBUSY), N(EEXIST), N(EXDEV), N(ENODEV),
		N(ENOTDIR), N(EISDIR), N(EINVAL), N(ENFILE), N(EMFILE), N(ENOTTY), N(ETXTBSY), N(EFBIG), N(ENOSPC),
		N(ESPIPE), N(EROFS), N(EMLINK), N(EPIPE), N(EDOM), N(ERANGE), N(EDEADLK), N(ENAMETOOLONG), N(ENOLCK),
		N(ENOSYS), N(ENOTEMPTY), N(ELOOP), N(ENOMSG), N(EIDRM), N(ENODATA), N(ETIME), N(EPROTO), N(EBADMSG),
		N(EOVERFLOW), N(EILSEQ), N(ENOTSOCK), N(EDESTADDRREQ), N(EMSGSIZE), N(EPROTOTYPE), N(ENOPROTOOPT),
		N(EPROTONOSUPPORT), N(EOPNOTSUPP), N(EAFNOSUPPORT), N(EADDRINUSE), N(EADDRNOTAVAIL), N(ENETUNREACH),
		N(ECONNABORTED), N(ECONNRESET), N(ENOBUFS), N(EISCONN), N(ENOTCONN), N(ETIMEDOUT), N(ECONNREFUSED),
		N(EALREADY), N(EINPROGRESS), N(ECANCELED), N(EOWNERDEAD), N(ENOTRECOVERABLE), N(ENOTUNIQ), N(EHOSTUNREACH),
#undef N
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) if (names[i].e == e) return names[i].name;
	return e ? strerror(e) : "0";
}

// show: the value of a call that sets errno; code: of one that returns an error number.
static long show(const char *what, long r)
{
	if (r == -1) printf("%s: -1 %s\n", what, ename(errno));
	else printf("%s: %ld\n", what, r);
	return r;
}

static int code(const char *what, int e)
{
	printf("%s: %s\n", what, ename(e));
	return e;
}

static void status(const char *what, int st)
{
	if (WIFEXITED(st)) printf("%s: exit %d\n", what, WEXITSTATUS(st));
	else if (WIFSIGNALED(st)) printf("%s: killed by %s\n", what, strsignal(WTERMSIG(st)));
	else if (WIFSTOPPED(st)) printf("%s: stopped by %s\n", what, strsignal(WSTOPSIG(st)));
	else if (WIFCONTINUED(st)) printf("%s: continued\n", what);
	else printf("%s: status %x\n", what, st);
}

// Runs f in a child and prints how it ended.
static void in_child(const char *what, void (*f)(void))
{
	int st;
	fflush(stdout);
	pid_t p = fork();
	if (p < 0) { CHECK(p >= 0); return; }
	if (!p) {
		f();
		_exit(check_failures);
	}
	CHECK(waitpid(p, &st, 0) == p);
	status(what, st);
	if (WIFEXITED(st) && WEXITSTATUS(st) == 1) check_failures = 1;
}

static void msleep(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	while (nanosleep(&t, &t) && errno == EINTR);
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

// Waits until thread tid of this process is asleep in the kernel, so that "during the call" is what it says.
static int asleep(int tid)
{
	char path[64], buf[256];
	// Asleep for the length of several looks: a fault that waits for memory is not what is meant.
	for (int i = 0, seen = 0; i < 2000; i++) {
		snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0) return -1;
		ssize_t n = read(fd, buf, sizeof buf - 1);
		close(fd);
		if (n <= 0) return -1;
		buf[n] = 0;
		char *p = strrchr(buf, ')');
		seen = p && p[1] && (p[2] == 'S' || p[2] == 'D') ? seen + 1 : 0;
		if (seen >= (p && p[2] == 'D' ? 20 : 3)) return 0;
		msleep(1);
	}
	return -1;
}
#endif
