#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
// Pipes: order, capacity, non-blocking, atomic writes, ends closed, SIGPIPE, packet mode, FIFOs.
static int p[2];
static volatile int sigpipes;
static void handler(int sig) { sigpipes++; }
static void *late(void *arg) { msleep(10); write(p[1], "late", 4); return 0; }
int main(void)
{
	char buf[70000];
	int n;
	signal(SIGPIPE, handler);
	CHECK(!pipe2(p, O_NONBLOCK | O_CLOEXEC));
	show("empty", read(p[0], buf, 10));
	show("zero", read(p[0], buf, 0));
	show("write", write(p[1], "hello world", 11));
	show("FIONREAD", ioctl(p[0], FIONREAD, &n));
	printf("%d waiting\n", n);
	show("read", read(p[0], buf, 5));
	printf("%.5s|\n", buf);
	show("read", read(p[0], buf, 100));
	printf("%.6s|\n", buf);
	long total = 0, r;
	while ((r = write(p[1], buf, 4096)) > 0) total += r;
	printf("filled with %ld, then %s\n", total, ename(errno));
	show("small write to a full pipe", write(p[1], "x", 1));
	show("take one page", read(p[0], buf, 4096));
	show("4097 into a page", write(p[1], buf, 4097) > 0 ? 1 : -1);
	show("F_GETPIPE_SZ", fcntl(p[0], F_GETPIPE_SZ));
	struct pollfd f[2] = { { p[0], POLLIN, 0 }, { p[1], POLLOUT, 0 } };
	poll(f, 2, 0);
	printf("full: %x %x\n", f[0].revents, f[1].revents);
	while (read(p[0], buf, sizeof buf) > 0);
	show("F_SETPIPE_SZ", fcntl(p[1], F_SETPIPE_SZ, 4096));
	show("big write", write(p[1], buf, 70000));
	while (read(p[0], buf, sizeof buf) > 0);
	poll(f, 2, 0);
	printf("empty: %x %x\n", f[0].revents, f[1].revents);
	fcntl(p[0], F_SETFL, 0);
	pthread_t t;
	pthread_create(&t, 0, late, 0);
	show("blocking read", read(p[0], buf, 100));
	pthread_join(t, 0);
	write(p[1], "rest", 4);
	close(p[1]);
	poll(f, 1, 0);
	printf("writer gone: %x\n", f[0].revents);
	show("what is left", read(p[0], buf, 100));
	show("end", read(p[0], buf, 100));
	poll(f, 1, 0);
	printf("at the end: %x\n", f[0].revents);
	close(p[0]);
	pipe(p);
	close(p[0]);
	show("no reader", write(p[1], "x", 1));
	printf("SIGPIPE %d\n", sigpipes);
	f[1].fd = p[1];
	poll(f + 1, 1, 0);
	printf("no reader: %x\n", f[1].revents);
	close(p[1]);
	show("closed", write(p[1], "x", 1));
	// The parent's end is seen by the child only as long as somebody has it.
	pipe(p);
	pid_t c = fork();
	if (!c) { close(p[0]); for (int i = 0; i < 1000; i++) write(p[1], "0123456789", 10); _exit(0); }
	close(p[1]);
	total = 0;
	while ((r = read(p[0], buf, 777)) > 0) total += r;
	waitpid(c, 0, 0);
	printf("from the child %ld\n", total);
	close(p[0]);
	CHECK(!pipe2(p, O_DIRECT));
	write(p[1], "one", 3);
	write(p[1], "two", 3);
	show("packet", read(p[0], buf, 100));
	show("mkfifo", mkfifo("fifo", 0600));
	show("writer without reader", open("fifo", O_WRONLY | O_NONBLOCK));
	int rd = open("fifo", O_RDONLY | O_NONBLOCK), wr = open("fifo", O_WRONLY);
	CHECK(rd >= 0 && wr >= 0 && write(wr, "fifo", 4) == 4);
	show("fifo", read(rd, buf, 10));
	close(wr);
	show("fifo end", read(rd, buf, 10));
	show("seek", lseek(rd, 0, SEEK_CUR));
	show("pread", pread(rd, buf, 1, 0));
	show("pipe2 flags", pipe2(p, 0x1));
	return done();
}
