#include "check.h"
#include <sys/socket.h>
// SA_RESETHAND, SA_NODEFER, SA_RESTART, SA_NOCLDWAIT, SA_NOCLDSTOP, sa_mask, and what sigaction returns.
static volatile int depth, most, calls, masked;
static void nest(int sig)
{
	calls++;
	if (++depth > most) most = depth;
	if (calls < 4) raise(sig);
	depth--;
}
static void look(int sig)
{
	sigset_t s;
	sigprocmask(SIG_BLOCK, 0, &s);
	masked = sigismember(&s, sig) | sigismember(&s, SIGUSR2) << 1 | sigismember(&s, SIGHUP) << 2;
	calls++;
}
static void count(int sig) { calls++; }
static void none(void)
{
	struct sigaction sa = { .sa_handler = count, .sa_flags = SA_RESETHAND };
	sigaction(SIGTERM, &sa, 0);
	raise(SIGTERM);
	printf("reset: %d call\n", calls);
	raise(SIGTERM);
}

static void until_asleep(pid_t pid)
{
	char path[64], stat[256];
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	for (int i = 0; i < 5000; i++) {
		int fd = open(path, O_RDONLY), n = read(fd, stat, 255);
		close(fd);
		stat[n > 0 ? n : 0] = 0;
		char *s = strrchr(stat, ')');
		if (s && s[2] == 'S') break;
		msleep(1);
	}
}

static long interrupted(int flags, int sig)
{
	struct sigaction sa = { .sa_handler = count, .sa_flags = flags };
	int p[2];
	char c;
	pid_t me = gettid();
	sigaction(sig, &sa, 0);
	pipe(p);
	pid_t child = fork();
	if (!child) {
		until_asleep(me); // in read
		kill(me, sig);
		until_asleep(me); // in read again, or in waitpid
		write(p[1], "x", 1);
		_exit(0);
	}
	long r = read(p[0], &c, 1);
	int e = errno;
	waitpid(child, 0, 0);
	close(p[0]); close(p[1]);
	errno = e;
	return r;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = nest, .sa_flags = 0 }, old;
	sigaction(SIGUSR1, &sa, 0);
	raise(SIGUSR1);
	printf("deferred: %d calls, depth %d\n", calls, most);
	sa.sa_flags = SA_NODEFER;
	sigaction(SIGUSR1, &sa, &old);
	printf("old flags %x\n", old.sa_flags & ~0x04000000);
	calls = most = depth = 0;
	raise(SIGUSR1);
	printf("not deferred: %d calls, depth %d\n", calls, most);
	in_child("SA_RESETHAND", none);

	sa.sa_handler = look;
	sa.sa_flags = 0;
	sigaddset(&sa.sa_mask, SIGUSR2);
	sigaction(SIGUSR1, &sa, 0);
	raise(SIGUSR1);
	printf("in handler masked %d", masked);
	sigset_t s;
	sigprocmask(SIG_BLOCK, 0, &s);
	printf(", after %d\n", sigismember(&s, SIGUSR1) | sigismember(&s, SIGUSR2) << 1);
	sigaction(SIGUSR1, 0, &old);
	printf("old mask %d %d, handler kept %d\n", sigismember(&old.sa_mask, SIGUSR2), sigismember(&old.sa_mask, SIGINT), old.sa_handler == look);

	calls = 0;
	show("read without SA_RESTART", interrupted(0, SIGUSR1));
	show("read with SA_RESTART", interrupted(SA_RESTART, SIGUSR1));
	show("read with SA_RESETHAND", interrupted(SA_RESETHAND, SIGUSR2));
	printf("%d calls\n", calls);

	sa = (struct sigaction){ .sa_handler = count, .sa_flags = SA_NOCLDSTOP | SA_RESTART };
	sigaction(SIGCHLD, &sa, 0);
	calls = 0;
	pid_t p = fork();
	int st;
	if (!p) { raise(SIGSTOP); _exit(2); }
	waitpid(p, &st, WUNTRACED);
	status("child", st);
	printf("SIGCHLD for a stop: %d\n", calls);
	kill(p, SIGCONT);
	waitpid(p, &st, 0);
	while (!calls) msleep(1);
	printf("SIGCHLD for the end: %d\n", calls);
	sa.sa_flags = SA_NOCLDWAIT;
	sigaction(SIGCHLD, &sa, 0);
	p = fork();
	if (!p) _exit(0);
	do errno = 0; while (waitpid(p, &st, 0) < 0 && errno == EINTR);
	printf("SA_NOCLDWAIT: %s\n", ename(errno));

	show("sigaction SIGKILL", sigaction(SIGKILL, &sa, 0));
	show("sigaction SIGSTOP", sigaction(SIGSTOP, &sa, 0));
	show("sigaction 0", sigaction(0, &sa, 0));
	show("sigaction 65", sigaction(65, &sa, 0));
	show("sigaction 32 (libc's)", sigaction(32, &sa, 0));
	show("sigaction SIGKILL read", sigaction(SIGKILL, 0, &old));
	show("kill 65", kill(getpid(), 65));
	show("kill 0", kill(getpid(), 0));
	show("kill nobody", kill(0x3ffffff, SIGTERM));
	show("rt_sigaction size", syscall(SYS_rt_sigaction, SIGUSR1, 0, 0, 4));
	show("rt_sigaction pointer", syscall(SYS_rt_sigaction, SIGUSR1, 8, 0, 8));
	return done();
}
