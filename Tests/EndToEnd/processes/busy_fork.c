/* args: 100 */
#include "waiting/blocking.h"
#include <sys/mman.h>
// fork from one of 8 busy threads, again and again, while the others use pipes, epoll, eventfds, sockets and malloc:
// no deadlock, no lost byte, and the child can use what it got. The argument is the number of forks; a long run is 1,000.
static volatile int stop;
static struct place q[4];
static unsigned char byte(unsigned long at) { return at * 37 + (at >> 8); }

static void *pipe_writer(void *arg)
{
	unsigned char b[700];
	unsigned long at = 0;
	while (!stop) {
		size_t n = 1 + at % sizeof b;
		for (size_t i = 0; i < n; i++) b[i] = byte(at + i);
		for (size_t done = 0; done < n; ) { ssize_t r = write(q[0].fd[1], b + done, n - done); if (!CHECK(r > 0)) return 0; done += r; }
		at += n;
	}
	q[0].result = at;
	close(q[0].fd[1]);
	return 0;
}
static void *pipe_reader(void *arg)
{
	unsigned char b[513];
	unsigned long at = 0;
	ssize_t r;
	while ((r = read(q[0].fd[0], b, sizeof b)) > 0) {
		for (ssize_t i = 0; i < r; i++) if (b[i] != byte(at + i)) { CHECK(!"byte in the pipe"); return 0; }
		at += r;
	}
	CHECK(!r && at == (unsigned long)q[0].result);
	return 0;
}
static void *stream_writer(void *arg)
{
	unsigned long v = 0;
	while (!stop) { v++; CHECK(send(q[1].fd[1], &v, 8, 0) == 8); }
	v = 0;
	CHECK(send(q[1].fd[1], &v, 8, 0) == 8);
	return 0;
}
static void *stream_reader(void *arg)
{
	unsigned long v, n = 0;
	do {
		CHECK(do_epoll(&q[1]) == 1);
		if (!CHECK(recv(q[1].fd[0], &v, 8, MSG_WAITALL) == 8 && (!v || v == ++n))) return 0;
	} while (v);
	return 0;
}
static void *event_pair(void *arg)
{
	long side = (long)arg;
	uint64_t v = 1;
	for (unsigned long i = 0; ; i++) {
		if (!side) {
			v = stop ? 2 : 1;
			CHECK(write(q[2].fd[0], &v, 8) == 8);
			if (v == 2) return 0;
			CHECK(read(q[3].fd[0], &v, 8) == 8 && v == 1);
		} else {
			CHECK(read(q[2].fd[0], &v, 8) == 8);
			if (v == 2) return 0;
			CHECK(v == 1 && write(q[3].fd[0], &v, 8) == 8);
		}
		if (check_failures) return 0;
	}
}
static void *allocator(void *arg)
{
	void *kept[64] = { 0 };
	for (unsigned x = 1; !stop; x = x * 1103515245 + 12345) {
		void **k = &kept[x >> 16 & 63];
		free(*k);
		CHECK((*k = malloc(1 + (x >> 8 & 4095))) != 0);
		if (!(x >> 16 & 15)) {
			int fd[2];
			char c;
			CHECK(!pipe2(fd, O_CLOEXEC) && write(fd[1], "m", 1) == 1 && read(fd[0], &c, 1) == 1 && c == 'm' && !close(fd[0]) && !close(fd[1]));
		}
	}
	for (int i = 0; i < 64; i++) free(kept[i]);
	return 0;
}

// The child's own pipes, events and threads work, and bytes put in before fork are there for exactly one reader.
static void *answer(void *arg) { char c; return (void *)(long)(read(*(int *)arg, &c, 1) == 1 ? c : 0); }
static int child(int *before, int event)
{
	int fd[2];
	char b[16];
	uint64_t v;
	pthread_t t;
	void *r;
	if (read(before[0], b, 5) != 5 || memcmp(b, "fork!", 5)) return 1;
	if (read(event, &v, 8) != 8 || v != 7) return 2;
	if (pipe(fd) || pthread_create(&t, 0, answer, &fd[0]) || write(fd[1], "k", 1) != 1 || pthread_join(t, &r) || (long)r != 'k') return 3;
	char *m = malloc(100000);
	if (!m) return 4;
	free(m);
	int set = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN };
	if (set < 0 || epoll_ctl(set, EPOLL_CTL_ADD, fd[0], &e) || epoll_wait(set, &e, 1, 0) != 0 || write(fd[1], "x", 1) != 1 || epoll_wait(set, &e, 1, -1) != 1) return 5;
	return write(before[3], "done", 4) == 4 ? 20 : 6;
}

int main(int argc, char **argv)
{
	pthread_t t[7];
	void *(*const run[])(void *) = { pipe_writer, pipe_reader, stream_writer, stream_reader, event_pair, event_pair, allocator };
	pipe_at(&q[0]);
	epoll_stream_at(&q[1]);
	event_at(&q[2]);
	event_at(&q[3]);
	for (long i = 0; i < 7; i++) CHECK(!pthread_create(&t[i], 0, run[i], (void *)(i == 5 ? 1l : 0l)));
	int forks = atoi(argv[1]), st;
	for (int i = 0; i < forks && !check_failures; i++) {
		int fd[4];
		char b[8];
		uint64_t v = 7;
		CHECK(!pipe(fd) && !pipe(fd + 2) && write(fd[1], "fork!", 5) == 5);
		int event = eventfd(0, 0);
		CHECK(write(event, &v, 8) == 8);
		pid_t p = fork();
		if (!p) _exit(child(fd, event));
		CHECK(p > 0 && read(fd[2], b, 4) == 4 && waitpid(p, &st, 0) == p);
		if (!CHECK(WIFEXITED(st) && WEXITSTATUS(st) == 20)) status("child", st);
		CHECK(fcntl(fd[0], F_SETFL, O_NONBLOCK) == 0 && read(fd[0], b, 1) == -1 && errno == EAGAIN);
		for (int k = 0; k < 4; k++) close(fd[k]);
		close(event);
	}
	stop = 1;
	for (int i = 0; i < 7; i++) pthread_join(t[i], 0);
	puts("all bytes came");
	return done();
}
