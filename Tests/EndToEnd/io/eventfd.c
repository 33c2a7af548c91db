#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
// eventfd: counter, semaphore mode, limits, blocking both ways, shared with a child.
static int fd;
static void *adds(void *arg) { for (int i = 0; i < 500; i++) eventfd_write(fd, 1); return 0; }
static void *late(void *arg) { msleep(10); uint64_t v; read(fd, &v, 8); return 0; }
int main(void)
{
	uint64_t v = 0;
	pthread_t t[4];
	fd = eventfd(3, EFD_NONBLOCK | EFD_CLOEXEC);
	show("read", read(fd, &v, 8));
	printf("%llu\n", (unsigned long long)v);
	show("empty", read(fd, &v, 8));
	v = UINT64_MAX - 1;
	show("most", write(fd, &v, 8));
	v = 1;
	show("one more", write(fd, &v, 8));
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };
	poll(&p, 1, 0);
	printf("full %x\n", p.revents);
	v = UINT64_MAX;
	show("all ones", write(fd, &v, 8));
	show("short read", read(fd, &v, 7));
	show("short write", write(fd, &v, 4));
	fcntl(fd, F_SETFL, 0);
	pthread_create(&t[0], 0, late, 0);
	v = 5;
	show("blocking write", write(fd, &v, 8));
	pthread_join(t[0], 0);
	show("read", read(fd, &v, 8));
	printf("%llu\n", (unsigned long long)v);
	for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, adds, 0);
	uint64_t sum = 0;
	while (sum < 2000) { if (read(fd, &v, 8) != 8) { CHECK(!"read"); break; } sum += v; }
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	printf("sum %llu\n", (unsigned long long)sum);
	int s = eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK);
	for (int i = 0; i < 4; i++) { v = 9; long r = read(s, &v, 8); printf("semaphore %ld %llu\n", r, (unsigned long long)v); }
	pid_t c = fork();
	if (!c) { eventfd_write(fd, 42); _exit(0); }
	eventfd_t e;
	show("eventfd_read", eventfd_read(fd, &e));
	printf("from the child %llu\n", (unsigned long long)e);
	waitpid(c, 0, 0);
	show("bad flags", eventfd(0, 0x7777));
	show("seek", lseek(fd, 0, SEEK_SET));
	return done();
}
