/* Overrides calls before main and says with its status whether all was as it should be.
 * VERSION is what Apus's should be; MODE: thread, or unset. */
#define _GNU_SOURCE
#include <apus/kernel.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define check(c) do { if (!(c)) { dprintf(2, "%d: %s\n", __LINE__, #c); failures++; } } while (0)
#define MAGIC 12345

extern char **environ;
static int failures;
static apus_handler *usual_open, *usual_openat, *usual_read, *usual_getppid, *usual_nanosleep, *usual_munmap;
static volatile int opens, openats, reads, munmaps;

static long our_open(long name, long flags, long mode, long d, long e, long f)
{
	opens++;
	if (strcmp((char *)name, "/virtual/a")) return usual_open(name, flags, mode, d, e, f);
	return usual_open((long)"/dev/zero", flags, mode, d, e, f);
}

static long our_openat(long dir, long name, long flags, long mode, long e, long f)
{
	openats++;
	return strcmp((char *)name, "b") ? usual_openat(dir, name, flags, mode, e, f) : -EXDEV;
}

static long our_read(long fd, long buffer, long n, long d, long e, long f)
{
	__atomic_add_fetch(&reads, 1, __ATOMIC_SEQ_CST);
	if (fd != MAGIC) return usual_read(fd, buffer, n, d, e, f);
	memset((void *)buffer, 'm', n);
	return n;
}

static long all_six(long a, long b, long c, long d, long e, long f)
{
	return a == 1 && b == 2 && c == 3 && d == 4 && e == 5 && f == 6 ? 77 : 0;
}

static long our_getppid(long a, long b, long c, long d, long e, long f)
{
	(void)a, (void)b, (void)c, (void)d, (void)e, (void)f;
	return 4711;
}

static long never(long a, long b, long c, long d, long e, long f)
{
	(void)a, (void)b, (void)c, (void)d, (void)e, (void)f;
	return -ENOTRECOVERABLE;
}

static long our_munmap(long start, long size, long c, long d, long e, long f)
{
	munmaps++;
	return usual_munmap(start, size, c, d, e, f);
}

static void *nothing(void *arg) { return arg; }

static void wrong_numbers(void)
{
	static const long bad[] = { -1, 512, 513, 1L << 32, 1L << 40, LONG_MIN, LONG_MAX };
	apus_handler *old = never;
	for (unsigned i=0; i<sizeof bad/sizeof *bad; i++) {
		check(apus_kernel_override(bad[i], never, &old) == -EINVAL && old == never);
		check(apus_kernel_handler(bad[i])(0, 0, 0, 0, 0, 0) == -ENOSYS);
	}
	check(apus_kernel_override(SYS_getppid, 0, &old) == -EINVAL && old == never);
	check(apus_kernel_override(511, never, &old) == 0 && syscall(511) == -1 && errno == ENOTRECOVERABLE);
	check(apus_kernel_override(511, old, 0) == 0 && syscall(511) == -1 && errno == ENOSYS);
}

static void change_and_undo(void)
{
	apus_handler *old, *mine, *before = apus_kernel_handler(SYS_getpgrp);
	check(apus_kernel_override(SYS_getpgrp, all_six, &old) == 0 && old == before);
	check(syscall(SYS_getpgrp, 1L, 2L, 3L, 4L, 5L, 6L) == 77);
	check(apus_kernel_override(SYS_getpgrp, old, &mine) == 0 && mine == all_six);
	check(apus_kernel_handler(SYS_getpgrp) == before && getpgrp() == getpgid(0));
}

static void children(void)
{
	pid_t p;
	int status;
	char *argv[] = { "true", 0 };
	if (!(p = fork())) _exit(apus_kernel_override(SYS_getppid, our_getppid, 0) ? 1 : getppid() != 4711);
	check(waitpid(p, &status, 0) == p && status == 0);
	check(posix_spawnp(&p, "true", 0, 0, argv, environ) == 0 && waitpid(p, &status, 0) == p && status == 0);
	if (!(p = vfork())) _exit(0);
	check(waitpid(p, &status, 0) == p && status == 0);
}

__attribute__((constructor)) static void start(void)
{
	const char *mode = getenv("MODE");
	pthread_t t;

	if (mode && !strcmp(mode, "thread")) {
		check(pthread_create(&t, 0, nothing, 0) == 0 && pthread_join(t, 0) == 0);
		check(apus_kernel_override(SYS_getppid, our_getppid, &usual_getppid) == -EPERM && !usual_getppid);
		check(getppid() != 4711);
		exit(failures != 0);
	}
	children();
	wrong_numbers();
	change_and_undo();
	check(apus_kernel_override(SYS_open, our_open, &usual_open) == 0);
	check(apus_kernel_override(SYS_openat, our_openat, &usual_openat) == 0);
	check(apus_kernel_override(SYS_read, our_read, &usual_read) == 0);
	check(apus_kernel_override(SYS_nanosleep, never, &usual_nanosleep) == 0);
	check(apus_kernel_override(SYS_clock_nanosleep, never, &usual_nanosleep) == 0);
	check(apus_kernel_override(SYS_getppid, our_getppid, &usual_getppid) == 0);
	check(apus_kernel_override(SYS_munmap, our_munmap, &usual_munmap) == 0);
}

static void files(void)
{
	char b[8] = "", dir[] = "/tmp/override.XXXXXX";
	int fd = open("/virtual/a", O_RDONLY);
	FILE *f = fopen("/virtual/a", "r");
	check(fd >= 0 && f && opens == 2);
	check(read(fd, b, 4) == 4 && getc(f) == 0 && reads == 2);
	fclose(f);
	close(fd);
	check(open("/virtual/b", O_RDONLY) == -1 && errno == ENOENT);
	check(openat(AT_FDCWD, "b", O_RDONLY) == -1 && errno == EXDEV);
	check(openat(AT_FDCWD, "c", O_RDONLY) == -1 && errno == ENOENT && openats == 2);
	check(syscall(SYS_open, "/virtual/a", O_RDONLY) >= 0 && opens == 4);
	check(mkdtemp(dir) && rmdir(dir) == 0);
	check(read(MAGIC, b, 3) == 3 && !memcmp(b, "mmm", 4));
	check(read(MAGIC+1, b, 3) == -1 && errno == EBADF);
}

static void *read_cancelled(void *arg)
{
	char b[4];
	pthread_cancel(pthread_self());
	read(MAGIC, b, 4);
	*(int *)arg = 1;
	return 0;
}

static void *read_masked(void *arg)
{
	char b[4];
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, 0);
	pthread_cancel(pthread_self());
	*(int *)arg = read(MAGIC, b, 4);
	return 0;
}

static void *read_pipe(void *arg)
{
	char c = 0;
	if (read(*(int *)arg, &c, 1) == 1 && c == 'w') *(int *)arg = -1;
	pthread_testcancel();
	return 0;
}

static void cancellation(void)
{
	pthread_t t;
	void *r;
	int n = 0, fds[2], before = reads;
	pthread_create(&t, 0, read_cancelled, &n);
	check(pthread_join(t, &r) == 0 && r == PTHREAD_CANCELED && !n && reads == before);
	pthread_create(&t, 0, read_masked, &n);
	check(pthread_join(t, &r) == 0 && !r && n == 4 && reads == before+1);
	/* What the override waits in is no cancellation point. */
	check(pipe(fds) == 0);
	pthread_create(&t, 0, read_pipe, fds);
	while (reads < before+2) sched_yield();
	check(pthread_cancel(t) == 0 && write(fds[1], "w", 1) == 1);
	check(pthread_join(t, &r) == 0 && r == PTHREAD_CANCELED && fds[0] == -1);
}

int main(void)
{
	apus_handler *old = 0;
	pid_t p;
	int status;

	check(apus_kernel_override(SYS_getppid, never, &old) == -EPERM && !old);
	check(apus_kernel_override(512, never, 0) == -EINVAL);
	check(apus_kernel_handler(SYS_getppid) == our_getppid && apus_kernel_handler(SYS_read) == our_read);
	check(!strcmp(apus_kernel_version(), getenv("VERSION")));
	check(getppid() == 4711 && syscall(SYS_getppid) == 4711 && usual_getppid(0, 0, 0, 0, 0, 0) != 4711);
	check(usleep(1) == -1 && errno == ENOTRECOVERABLE);
	void *m = mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	check(munmap(m, 4096) == 0 && munmaps == 1);
	files();
	cancellation();
	p = fork();
	if (!p) _exit(getppid() != 4711);
	check(waitpid(p, &status, 0) == p && status == 0);
	puts("done");
	return failures != 0;
}
