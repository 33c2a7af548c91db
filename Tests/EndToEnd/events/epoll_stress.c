/* run: dynamic */
// Two threads wait for a set and two change it under them: nothing that is written is lost, nothing foreign is reported.
#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum { PIPES = 12, SOCKETS = 3, ALL = PIPES + SOCKETS };
static int rounds = 3000;
static int set, ends[ALL][2];
static long written, taken, foreign;
static volatile int is_over;

static int ctl(int op, int fd, unsigned events, uint64_t data)
{
	struct epoll_event e = { .events = events, .data.u64 = data };
	return epoll_ctl(set, op, fd, &e);
}

static void *reader(void *p)
{
	struct epoll_event e[5];
	char buffer[64];
	while (!is_over) {
		int n = epoll_wait(set, e, 5, -1);
		for (int i = 0; i < n; i++) {
			if (e[i].data.u64 >= ALL) {
				if (e[i].data.u64 != 1000 && e[i].data.u64 != 2000) __atomic_add_fetch(&foreign, 1, __ATOMIC_RELAXED);
				if (e[i].data.u64 == 2000) return 0;
				continue;
			}
			int k = read(ends[e[i].data.u64][0], buffer, sizeof buffer);
			if (k > 0) __atomic_add_fetch(&taken, k, __ATOMIC_RELAXED);
		}
	}
	return 0;
}

static unsigned next(unsigned *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void *writer(void *p)
{
	unsigned seed = 1;
	for (int i = 0; i < rounds; i++) {
		for (int k = next(&seed) % 6; k >= 0; k--) {
			int n = write(ends[next(&seed) % ALL][1], "abcdefgh", 1 + next(&seed) % 8);
			if (n > 0) __atomic_add_fetch(&written, n, __ATOMIC_RELAXED);
		}
		if (next(&seed) % 4 == 0) sched_yield();
	}
	return 0;
}

static void *changer(void *p)
{
	unsigned seed = (long)p;
	int mine[2];
	for (int i = 0; i < rounds; i++) {
		int n = next(&seed) % ALL;
		switch (next(&seed) % 8) {
		case 0: case 1:
			ctl(EPOLL_CTL_DEL, ends[n][0], 0, 0);
			ctl(EPOLL_CTL_ADD, ends[n][0], EPOLLIN, n);
			break;
		case 2: case 3:
			ctl(EPOLL_CTL_MOD, ends[n][0], EPOLLIN, n);
			break;
		case 4: case 5:
			if (pipe2(mine, O_NONBLOCK)) break;
			ctl(EPOLL_CTL_ADD, mine[0], EPOLLIN, 1000);
			ctl(EPOLL_CTL_ADD, mine[1], EPOLLOUT|EPOLLET, 1000);
			if (write(mine[1], "x", 1) != 1) abort();
			n = next(&seed) % 2;
			close(mine[n]), close(mine[!n]);
			break;
		case 6: {
			int d = dup(ends[n][0]);
			ctl(EPOLL_CTL_ADD, d, EPOLLIN|EPOLLET, 1000);
			ctl(EPOLL_CTL_DEL, d, 0, 0);
			close(d);
			break;
		}
		case 7:
			// No such request: a reason to ask the host.
			if (next(&seed) % 500 == 0) ioctl(ends[n][0], 0x12345, 0);
			break;
		}
		ctl(EPOLL_CTL_ADD, ends[n][0], EPOLLIN, n);
	}
	return 0;
}

static void run(int sockets)
{
	pthread_t t[5];
	int end[2];
	written = taken = is_over = 0;
	set = epoll_create1(0);
	for (int i = 0; i < ALL; i++) {
		if (i < ALL - sockets) CHECK(!pipe2(ends[i], O_NONBLOCK));
		else CHECK(!socketpair(AF_UNIX, SOCK_STREAM|SOCK_NONBLOCK, 0, ends[i]));
		CHECK(!ctl(EPOLL_CTL_ADD, ends[i][0], EPOLLIN, i));
	}
	pthread_create(&t[0], 0, reader, 0);
	pthread_create(&t[1], 0, reader, 0);
	pthread_create(&t[2], 0, writer, 0);
	pthread_create(&t[3], 0, changer, (void *)7);
	pthread_create(&t[4], 0, changer, (void *)(long)(sockets + 11));
	for (int i = 2; i < 5; i++) pthread_join(t[i], 0);
	for (int i = 0; i < ALL; i++) ctl(EPOLL_CTL_ADD, ends[i][0], EPOLLIN, i);
	for (int i = 0; i < 5000 && __atomic_load_n(&taken, __ATOMIC_RELAXED) != written; i++) msleep(1);
	CHECK(taken == written);
	CHECK(!foreign);
	is_over = 1;
	CHECK(!pipe(end));
	CHECK(!ctl(EPOLL_CTL_ADD, end[0], EPOLLIN, 2000));
	CHECK(write(end[1], "x", 1) == 1);
	pthread_join(t[0], 0);
	pthread_join(t[1], 0);
	for (int i = 0; i < ALL; i++) close(ends[i][0]), close(ends[i][1]);
	close(end[0]), close(end[1]), close(set);
}

int main(int argc, char **argv)
{
	if (argc > 1) rounds = atoi(argv[1]);
	for (int i = 0; i < 3; i++) {
		run(0);
		run(SOCKETS);
		run(1);
	}
	return done();
}
