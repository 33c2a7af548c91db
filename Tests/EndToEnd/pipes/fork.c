#include "pipes/pattern.h"
#include <pthread.h>
#include <sys/ioctl.h>
// Fork with data in pipes: both sides read and write the same pipe afterwards, ends close independently.
static char buf[200000];
static int waiting(int fd) { int n = -1; ioctl(fd, FIONREAD, &n); return n; }
static int child(void (*f)(int *), int *p)
{
	int st;
	pid_t c = fork();
	if (!c) { f(p); _exit(check_failures); }
	CHECK(waitpid(c, &st, 0) == c);
	if (!CHECK(st == 0)) status("child", st);
	return st;
}
static void takes_half(int *p)
{
	CHECK(waiting(p[0]) == 10);
	CHECK(read(p[0], buf, 5) == 5 && right(buf, 0, 5));
	CHECK(write(p[1], make(buf, 10, 5), 5) == 5);
}
static void grand(int *p)
{
	CHECK(read(p[0], buf, 3) == 3 && right(buf, 5, 3));
	child(takes_half, (int[]){ p[2], p[3] });
	CHECK(read(p[2], buf, 100) == 10 && right(buf, 5, 10));
}
static int q[2];
static void *busy(void *arg)
{
	char c;
	volatile int *stop = arg;
	long n = 0;
	while (!*stop) { CHECK(write(q[1], "x", 1) == 1 && read(q[0], &c, 1) == 1); n++; }
	return (void *)n;
}
int main(void)
{
	int p[4], st;
	CHECK(!pipe(p) && !pipe(p + 2));
	CHECK(write(p[1], make(buf, 0, 10), 10) == 10);
	child(takes_half, p);
	CHECK(waiting(p[0]) == 10);
	CHECK(write(p[3], make(buf, 0, 10), 10) == 10);
	child(grand, p);
	CHECK(read(p[0], buf, 100) == 7 && right(buf, 8, 7));
	CHECK(waiting(p[0]) == 0 && waiting(p[2]) == 0);
	puts("data shared");
	// The child holds the last writer.
	pid_t c = fork();
	if (!c) {
		close(p[0]);
		for (int i = 0; i < 5; i++) write(p[1], make(buf, i * 100, 100), 100);
		_exit(7);
	}
	close(p[1]);
	long n = 0, r;
	while ((r = read(p[0], buf, 77)) > 0) { CHECK(right(buf, n, r)); n += r; }
	printf("%ld, then %ld\n", n, r);
	waitpid(c, &st, 0);
	status("child", st);
	show("end", read(p[0], buf, 1));
	close(p[0]);
	// More than a pipe holds, full at the fork.
	CHECK(!pipe(p));
	CHECK(write(p[1], make(buf, 0, 65536), 65536) == 65536);
	c = fork();
	if (!c) {
		CHECK(write(p[1], make(buf, 65536, 100000), 100000) == 100000);
		_exit(check_failures);
	}
	close(p[1]);
	for (n = 0; (r = read(p[0], buf, 12345)) > 0; n += r) CHECK(right(buf, n, r));
	waitpid(c, &st, 0);
	printf("full at the fork: %ld, %d\n", n, st);
	close(p[0]);
	// The reader is the child.
	CHECK(!pipe(p) && write(p[1], make(buf, 0, 100), 100) == 100);
	c = fork();
	if (!c) {
		close(p[1]);
		for (n = 0; (r = read(p[0], buf, 999)) > 0; n += r) CHECK(right(buf, n, r));
		_exit(n == 70100 ? check_failures : 3);
	}
	close(p[0]);
	CHECK(write(p[1], make(buf, 100, 70000), 70000) == 70000);
	close(p[1]);
	waitpid(c, &st, 0);
	status("reader", st);
	// Packets stay packets, sizes stay sizes.
	CHECK(!pipe2(p, O_DIRECT | O_NONBLOCK) && fcntl(p[0], F_SETPIPE_SZ, 8192) == 8192);
	write(p[1], "one", 3);
	write(p[1], "two", 3);
	c = fork();
	if (!c) {
		printf("flags %x %x, size %d\n", fcntl(p[0], F_GETFL), fcntl(p[1], F_GETFL), fcntl(p[0], F_GETPIPE_SZ));
		show("full", write(p[1], "x", 1));
		show("packet", read(p[0], buf, 100));
		_exit(0);
	}
	waitpid(c, &st, 0);
	show("packet", read(p[0], buf, 100));
	show("empty", read(p[0], buf, 100));
	printf("flags %x %x, size %d\n", fcntl(p[0], F_GETFL), fcntl(p[1], F_GETFL), fcntl(p[0], F_GETPIPE_SZ));
	close(p[0]);
	close(p[1]);
	// vfork, and a thread that uses a pipe all the while.
	CHECK(!pipe(p) && write(p[1], "abcdef", 6) == 6);
	if (!(c = vfork())) { read(p[0], buf, 2); write(p[1], "g", 1); _exit(0); }
	waitpid(c, &st, 0);
	CHECK(read(p[0], buf, 100) == 5 && !memcmp(buf, "cdefg", 5));
	pthread_t t;
	volatile int stop = 0;
	void *did;
	CHECK(!pipe(q));
	pthread_create(&t, 0, busy, (void *)&stop);
	for (int i = 0; i < 50; i++) {
		if (i % 2) CHECK(write(p[1], make(buf, 0, 10), 10) == 10), child(takes_half, p), CHECK(read(p[0], buf, 100) == 10 && right(buf, 5, 10));
		else { c = fork(); if (!c) _exit(0); waitpid(c, &st, 0); }
	}
	stop = 1;
	pthread_join(t, &did);
	CHECK(did && waiting(q[0]) == 0);
	puts("forked while a thread was at it");
	// A reader that sleeps in this process, woken by the child.
	c = fork();
	if (!c) { msleep(5); write(p[1], "late", 4); _exit(0); }
	CHECK(read(p[0], buf, 9) == 4);
	waitpid(c, &st, 0);
	return done();
}
