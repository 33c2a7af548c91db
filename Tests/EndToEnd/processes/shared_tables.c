#include "waiting/blocking.h"
#include <sched.h>
#include <sys/mman.h>
// Raw clone with parts shared: CLONE_VM alone, CLONE_FILES alone, both; unshare(CLONE_FILES); daemons.
static int p[2], ev;
static volatile int shared;
static char stack[4][65536] __attribute__((aligned(64)));

static int child(void *arg)
{
	char b[8];
	uint64_t v = 2;
	shared++;
	int ok = read(p[0], b, 2) == 2 && b[0] == 'a' && b[1] == 'b' && write(ev, &v, 8) == 8;
	int fd = dup(p[1]);
	ok = ok && write(fd, "c", 1) == 1;
	close(p[0]);
	return ok ? 7 : 8;
}
static void cloned(const char *what, int flags, int n)
{
	int st;
	char b[8];
	uint64_t v;
	shared = 0;
	CHECK(!pipe(p) && (ev = eventfd(0, EFD_NONBLOCK)) >= 0 && write(p[1], "abz", 3) == 3);
	pid_t pid = clone(child, stack[n] + sizeof stack[n], flags | SIGCHLD, 0);
	CHECK(pid > 0 && waitpid(pid, &st, 0) == pid);
	status(what, st);
	int closed = fcntl(p[0], F_GETFD) == -1;
	printf("memory %s, descriptors %s, ", shared ? "shared" : "own", closed ? "shared" : "own");
	CHECK(read(ev, &v, 8) == 8 && v == 2);
	if (!closed) { CHECK(read(p[0], b, 8) == 2); printf("left %.2s", b); }
	printf("\n");
	close(p[0]), close(p[1]), close(ev);
}

static volatile int step;
static void *unshares(void *arg)
{
	char c;
	CHECK(!unshare(CLONE_FILES));
	CHECK(read(p[0], &c, 1) == 1 && c == 'u' && write(p[1], "v", 1) == 1);
	close(p[0]);
	int mine = dup2(1, 500);
	step = 1;
	while (step != 2) sched_yield();
	CHECK(fcntl(mine, F_GETFD) == 0 && fcntl(501, F_GETFD) == -1);
	return 0;
}

static void daemon_child(void)
{
	int report[2], st;
	char b[64];
	CHECK(!pipe(report) && !pipe(p) && write(p[1], "work", 4) == 4);
	pid_t pid = fork();
	if (!pid) {
		setsid();
		if (fork()) _exit(0);
		for (int fd = 0; fd < 64; fd++) if (fd != report[1] && fd != p[0]) close(fd);
		open("/dev/null", O_RDWR);
		dup(0), dup(0);
		int fresh[2];
		if (pipe(fresh) || write(fresh[1], "x", 1) != 1 || read(fresh[0], b, 1) != 1) _exit(1);
		ssize_t n = read(p[0], b, 64);
		b[n] = fresh[0] < 10 ? '+' : '-';
		write(report[1], b, n + 1);
		_exit(0);
	}
	CHECK(waitpid(pid, &st, 0) == pid);
	close(report[1]);
	ssize_t n, sum = 0;
	while ((n = read(report[0], b + sum, 64 - sum)) > 0) sum += n;
	printf("daemon: %.*s\n", (int)sum, b);
}

int main(void)
{
	pthread_t t;
	char c;
	cloned("nothing shared", 0, 0);
	cloned("CLONE_FILES", CLONE_FILES, 1);
	cloned("CLONE_VM", CLONE_VM, 2);
	cloned("CLONE_VM, CLONE_FILES", CLONE_VM | CLONE_FILES, 3);
	cloned("CLONE_VM, CLONE_VFORK", CLONE_VM | CLONE_VFORK, 0);
	CHECK(!pipe(p) && write(p[1], "u", 1) == 1);
	CHECK(!pthread_create(&t, 0, unshares, 0));
	while (step != 1) sched_yield();
	CHECK(read(p[0], &c, 1) == 1 && c == 'v' && fcntl(500, F_GETFD) == -1 && dup2(1, 501) == 501);
	step = 2;
	pthread_join(t, 0);
	close(p[0]), close(p[1]);
	in_child("daemon", daemon_child);
	return done();
}
