/* usage: calls ROW SLICE     nanoseconds of one call, measured for about SLICE microseconds
 *        calls ROW -n COUNT  just makes COUNT calls, for perf and strace
 * The program that is measured. Compiled once for each column of the table, and
 * with -DCAUGHT for the one whose calls are all `syscall` instructions of its own.
 * Exit status 77: this machine cannot do that; standard output says why. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "measure.h"
#include "rows.h"

#ifdef CAUGHT
#include "caught.h"
#define PICK(n, a, b, c, d, e, f, ...) raw(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define CALL(function, ...) PICK(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#else
/* CALL(what the C library calls it, the number, arguments...) */
#define CALL(function, ...) (function)
#endif

enum { SKIP = 77, BATCH = 200000, FUTEX_WAKE_PRIVATE = 129 };

static int fd, fds[2];
static char buffer[64];
static pid_t self, parent;
static uid_t user;

static int skip(const char *why)
{
	printf("%s%s%s\n", why, errno ? ": " : "", errno ? strerror(errno) : "");
	exit(SKIP);
}

static int use(const char *path)
{
	return fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

/* What a row needs; 0, or -1 and errno. */
#define ioctl_prepare (use("/dev/ptmx") < 0 || ioctl(fd, TIOCSWINSZ, &(struct winsize){ .ws_col = 81 }) ? skip("no terminal") : 0)
#define getppid_prepare (parent = getppid(), 0)
#define getpid_prepare (self = getpid(), 0)
#define getuid_prepare (user = getuid(), 0)
#define gettid_prepare getpid_prepare
#define clock_monotonic_prepare 0
#define clock_realtime_prepare 0
#define clock_coarse_prepare 0
#define gettimeofday_prepare 0
#define time_prepare 0
#define uname_prepare 0
#define getcpu_prepare 0
#define read_zero_prepare use("/dev/zero")
#define read_null_prepare use("/dev/null")
#define write_zero_prepare use("/dev/zero")
#define write_null_prepare use("/dev/null")
#define pipe_prepare pipe(fds)
#define open_prepare 0
#define mmap_prepare 0
#define futex_prepare 0
#define fork_prepare 0
#ifdef CAUGHT
#define thread_prepare (errno = 0, skip("the handler of a caught clone cannot return on another stack"))
#else
#define thread_prepare 0
#endif

/* A row makes its call n times and says whether all of them succeeded. */
#define LOOP(id, setup, good) \
	static int id##_run(long n) \
	{ \
		setup; \
		while (n--) if (!(good)) return 0; \
		return 1; \
	}

LOOP(ioctl, struct winsize w, CALL(ioctl(fd, TIOCGWINSZ, &w), SYS_ioctl, fd, TIOCGWINSZ, &w) == 0 && w.ws_col == 81)
LOOP(getppid, , CALL(getppid(), SYS_getppid) == parent)
LOOP(getpid, , CALL(getpid(), SYS_getpid) == self)
LOOP(getuid, , CALL(getuid(), SYS_getuid) == user)
LOOP(gettid, , CALL(syscall(SYS_gettid), SYS_gettid) == self)
LOOP(clock_monotonic, struct timespec t, CALL(clock_gettime(CLOCK_MONOTONIC, &t), SYS_clock_gettime, CLOCK_MONOTONIC, &t) == 0)
LOOP(clock_realtime, struct timespec t, CALL(clock_gettime(CLOCK_REALTIME, &t), SYS_clock_gettime, CLOCK_REALTIME, &t) == 0)
LOOP(clock_coarse, struct timespec t,
	CALL(clock_gettime(CLOCK_MONOTONIC_COARSE, &t), SYS_clock_gettime, CLOCK_MONOTONIC_COARSE, &t) == 0)
LOOP(gettimeofday, struct timeval t, CALL(gettimeofday(&t, 0), SYS_gettimeofday, &t, 0) == 0)
LOOP(time, , CALL(time(0), SYS_time, 0) > 0)
LOOP(uname, struct utsname u, CALL(uname(&u), SYS_uname, &u) == 0)
LOOP(getcpu, __attribute__((unused)) unsigned cpu, CALL(sched_getcpu(), SYS_getcpu, &cpu, 0) >= 0)
LOOP(read_zero, , CALL(read(fd, buffer, 64), SYS_read, fd, buffer, 64) == 64)
LOOP(read_null, , CALL(read(fd, buffer, 64), SYS_read, fd, buffer, 64) == 0)
LOOP(write_zero, , CALL(write(fd, buffer, 64), SYS_write, fd, buffer, 64) == 64)
LOOP(write_null, , CALL(write(fd, buffer, 64), SYS_write, fd, buffer, 64) == 64)
LOOP(pipe, , CALL(write(fds[1], buffer, 64), SYS_write, fds[1], buffer, 64) == 64
	&& CALL(read(fds[0], buffer, 64), SYS_read, fds[0], buffer, 64) == 64)
LOOP(open, int d, (d = CALL(open("/dev/null", O_RDONLY), SYS_open, "/dev/null", O_RDONLY)) >= 0
	&& CALL(close(d), SYS_close, d) == 0)
#define PAGE 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0
LOOP(mmap, void *p, (p = (void *)CALL(mmap(PAGE), SYS_mmap, PAGE)) != MAP_FAILED
	&& CALL(munmap(p, 4096), SYS_munmap, p, 4096) == 0)
LOOP(futex, int word = 0, CALL(syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1), SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1) == 0)

static int fork_run(long n)
{
	while (n--) {
		int status = -1;
		pid_t child = CALL(fork(), SYS_fork);
		if (!child) (void)CALL((_exit(0), 0), SYS_exit_group, 0);
		if (child < 0 || CALL(waitpid(child, &status, 0), SYS_wait4, child, &status, 0, 0) != child || status) return 0;
	}
	return 1;
}

static void *back(void *p)
{
	return p;
}

static int thread_run(long n)
{
	while (n--) {
		pthread_t t;
		void *p = 0;
		if (pthread_create(&t, 0, back, fds) || pthread_join(t, &p) || p != fds) return 0;
	}
	return 1;
}

static const char *id;
static int (*run)(long);

static void make(long n)
{
#ifdef CAUGHT
	unsigned long before = caught_calls;
#endif
	if (!run(n)) {
		fprintf(stderr, "calls: %s: unexpected result: %s\n", id, strerror(errno));
		exit(1);
	}
#ifdef CAUGHT
	if (caught_calls - before < (unsigned long)n) {
		fprintf(stderr, "calls: %s: not every call was caught\n", id);
		exit(1);
	}
#endif
}

int main(int argc, char **argv)
{
	int prepared = 0, counted = argc == 4 && !strcmp(argv[2], "-n");
	long amount = argc == 3 + counted ? atol(argv[argc - 1]) : 0;
	if (amount <= 0) {
		fputs("usage: calls ROW SLICE | calls ROW -n COUNT\n", stderr);
		return 2;
	}
	id = argv[1];
#define FIND(name, ...) if (!strcmp(id, #name)) run = name##_run, prepared = name##_prepare;
	CALLS(FIND)
	if (!run) {
		fprintf(stderr, "calls: no row %s\n", id);
		return 2;
	}
	if (prepared < 0) {
		fprintf(stderr, "calls: cannot prepare %s: %s\n", id, strerror(errno));
		return 1;
	}
	alarm(300);
#ifdef CAUGHT
	if (catch_calls()) skip("Syscall User Dispatch");
#endif
	if (counted) make(amount);
	else printf("%.6g\n", measure(make, BATCH, amount));
	return 0;
}
