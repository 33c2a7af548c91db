#include "waiting/blocking.h"
#include <spawn.h>
// Objects made, filled and watched before a process is made by each of the ways there are: both see the same ones.
extern char **environ;
enum { FORK, VFORK, CLONE, CLONE3, THREAD_FORK, WAYS };
static const char *const names[] = { "fork", "vfork and exec", "clone", "clone3", "fork with a thread waiting" };
static int p[2], s[2], d[2], big[2], ev, sem, tf, sf, set;
static unsigned char byte(long i) { return i * 11 + i / 253; }

static void make(void)
{
	uint64_t v = 3;
	sigset_t m;
	CHECK(!pipe(p) && !pipe(big) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s) && !socketpair(AF_UNIX, SOCK_DGRAM, 0, d));
	CHECK((ev = eventfd(0, EFD_NONBLOCK)) >= 0 && (sem = eventfd(4, EFD_SEMAPHORE | EFD_NONBLOCK)) >= 0);
	CHECK((tf = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)) >= 0);
	sigemptyset(&m);
	sigaddset(&m, SIGRTMIN + 6);
	sigprocmask(SIG_BLOCK, &m, 0);
	CHECK((sf = signalfd(-1, &m, SFD_NONBLOCK)) >= 0 && (set = epoll_create1(0)) >= 0);
	CHECK(write(p[1], "from the parent", 15) == 15 && send(s[0], "stream data", 11, 0) == 11);
	CHECK(send(d[0], "one", 3, 0) == 3 && send(d[0], "", 0, 0) == 0 && send(d[0], "three", 5, 0) == 5);
	CHECK(write(ev, &v, 8) == 8);
	for (long i = 0; i < 60000; i++) { char c = byte(i); memcpy(junk + i, &c, 1); }
	CHECK(write(big[1], junk, 60000) == 60000);
	CHECK(!timerfd_settime(tf, 0, &(struct itimerspec){ .it_value = { 0, 1 } }, 0));
	int watched[] = { p[0], ev, s[0] };
	for (int i = 0; i < 3; i++) CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, watched[i], &(struct epoll_event){ .events = EPOLLIN, .data.u32 = i + 1 }));
	CHECK(fcntl(p[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(s[0], F_SETFD, FD_CLOEXEC) == 0);
}

// The child's part; also after exec, with the numbers as arguments.
static int child(void)
{
	char b[64];
	uint64_t v;
	if (read(p[0], b, 9) != 9 || memcmp(b, "from the ", 9)) return 1;
	if (recv(s[1], b, 64, 0) != 11 || memcmp(b, "stream data", 11)) return 2;
	if (recv(d[1], b, 64, 0) != 3 || recv(d[1], b, 64, 0) != 0 || recv(d[1], b, 64, 0) != 5 || memcmp(b, "three", 5)) return 3;
	if (read(ev, &v, 8) != 8 || v != 3) return 4;
	if (read(sem, &v, 8) != 8 || v != 1) return 5;
	for (long i = 0; i < 60000; ) {
		ssize_t n = read(big[0], b, 61);
		if (n <= 0) return 6;
		for (int k = 0; k < n; k++) if ((unsigned char)b[k] != byte(i + k)) return 7;
		i += n;
	}
	if (read(tf, &v, 8) != 8 || v != 1) return 8;
	struct epoll_event e[4];
	int n = epoll_wait(set, e, 4, 0);
	if (n != 1 || e[0].data.u32 != 1) return 9; // what is left in the pipe
	v = 9;
	if (write(ev, &v, 8) != 8 || send(s[1], "answer", 6, 0) != 6 || send(d[1], "reply", 5, 0) != 5) return 10;
	if (fcntl(p[0], F_GETFL) != O_NONBLOCK) return 11;
	// Status flags belong to the description, which both have.
	if (fcntl(p[0], F_SETFL, 0)) return 12;
	return 42;
}

static void *waits(void *arg) { char c; return (void *)(long)(read(*(int *)arg, &c, 1) == 1 ? c : -1); }

static void parent(const char *what, pid_t pid, int *spare)
{
	int st;
	char b[64];
	uint64_t v;
	struct epoll_event e[4];
	CHECK(waitpid(pid, &st, 0) == pid);
	status(what, st);
	memset(b, 0, sizeof b);
	show("pipe", read(p[0], b, 64));
	printf("%s, flags %x\n", b, fcntl(p[0], F_GETFL));
	show("eventfd", read(ev, &v, 8));
	printf("%d\n", (int)v);
	for (int i = 0; i < 4; i++) show("semaphore", read(sem, &v, 8));
	show("ready", epoll_wait(set, e, 4, 0));
	memset(b, 0, sizeof b);
	show("stream", recv(s[0], b, 64, 0));
	show("datagram", recv(d[0], b + 10, 64 - 10, 0));
	printf("%s, %s\n", b, b + 10);
	show("ready", epoll_wait(set, e, 4, 0));
	show("timer", read(tf, &v, 8));
	int all[] = { p[0], p[1], s[0], s[1], d[0], d[1], big[0], big[1], ev, sem, tf, sf, set };
	for (int i = 0; i < 13; i++) CHECK(!close(all[i]));
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		int *all[] = { p, p + 1, s + 1, d, d + 1, big, big + 1, &ev, &sem, &tf, &set };
		for (int i = 0; i < 11; i++) *all[i] = atoi(argv[i + 1]);
		return fcntl(atoi(argv[12]), F_GETFD) == -1 && errno == EBADF ? child() : 50;
	}
	for (int way = 0; way < WAYS + 2; way++) {
		int spare[2], st = 0;
		pid_t pid = -1;
		pthread_t t;
		void *r;
		char text[12][12], *args[14] = { "prog" };
		make();
		CHECK(!pipe2(spare, O_CLOEXEC));
		int all[] = { p[0], p[1], s[1], d[0], d[1], big[0], big[1], ev, sem, tf, set, s[0] };
		for (int i = 0; i < 12; i++) { snprintf(text[i], 12, "%d", all[i]); args[i + 1] = text[i]; }
		args[13] = 0;
		switch (way) {
		case FORK: pid = fork(); if (!pid) _exit(child()); break;
		case VFORK: pid = vfork(); if (!pid) { execv("./prog", args); _exit(127); } break;
		case CLONE: pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); if (!pid) syscall(SYS_exit_group, child()); break;
		case CLONE3: {
			uint64_t a[11] = { [4] = SIGCHLD };
			pid = syscall(SYS_clone3, a, 64);
			if (!pid) syscall(SYS_exit_group, child());
			break;
		}
		case THREAD_FORK:
			CHECK(!pthread_create(&t, 0, waits, &spare[0]));
			msleep(2);
			pid = fork();
			if (!pid) _exit(child());
			CHECK(write(spare[1], "t", 1) == 1 && !pthread_join(t, &r) && (long)r == 't');
			break;
		case WAYS: CHECK(!posix_spawn(&pid, "./prog", 0, 0, args, environ)); break;
		case WAYS + 1:
			pid = fork();
			if (!pid) { pid_t g = fork(); if (!g) _exit(child()); waitpid(g, &st, 0); _exit(WEXITSTATUS(st)); }
			break;
		}
		if (!CHECK(pid > 0)) return 1;
		parent(way < WAYS ? names[way] : way == WAYS ? "posix_spawn" : "a grandchild", pid, spare);
		close(spare[0]);
		close(spare[1]);
	}
	return done();
}
