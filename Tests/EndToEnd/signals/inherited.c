#include "waiting/blocking.h"
#include <spawn.h>
// What of the signals a process has after fork, vfork, posix_spawn and exec: masks, dispositions, what is pending, stacks, timers.
extern char **environ;
static void handler(int sig) { }
static void *later(void *arg) { return 0; }

static void report(const char *what)
{
	uint64_t mask, pending;
	struct sigaction sa;
	stack_t ss;
	struct itimerval it;
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, &mask, 8);
	syscall(SYS_rt_sigpending, &pending, 8);
	printf("%s: blocked %llx, pending %llx,", what, (unsigned long long)mask, (unsigned long long)pending);
	for (int i = 1; i < 65; i++) if (!sigaction(i, 0, &sa) && sa.sa_handler != SIG_DFL) printf(" %s%d", sa.sa_handler == SIG_IGN ? "ignored " : "caught ", i < SIGRTMIN ? i : i - SIGRTMIN + 100);
	sigaltstack(0, &ss);
	getitimer(ITIMER_REAL, &it);
	printf(", stack %d, timer %d\n", ss.ss_flags != SS_DISABLE, it.it_value.tv_sec > 0);
}
int main(int argc, char **argv)
{
	if (argc > 1) { report(argv[1]); return 0; }
	static const int caught[] = { SIGHUP, SIGTERM, SIGSEGV }, ignored[] = { SIGINT, SIGPIPE, SIGBUS, SIGCHLD }, blocked[] = { SIGUSR1, SIGUSR2, SIGSEGV, SIGALRM };
	stack_t ss = { .ss_sp = malloc(32768), .ss_size = 32768 };
	sigset_t s;
	pid_t pid;
	int st;
	pthread_t t;
	for (int i = 0; i < 3; i++) signal(caught[i], handler);
	for (int i = 0; i < 3; i++) signal(ignored[i], SIG_IGN);
	signal(SIGRTMIN + 3, SIG_IGN);
	sigemptyset(&s);
	for (int i = 0; i < 4; i++) sigaddset(&s, blocked[i]);
	sigaddset(&s, SIGRTMIN + 4);
	sigprocmask(SIG_SETMASK, &s, 0);
	sigaltstack(&ss, 0);
	setitimer(ITIMER_REAL, &(struct itimerval){ .it_value.tv_sec = 1000 }, 0);
	kill(getpid(), SIGUSR1);
	raise(SIGUSR2);
	raise(SIGRTMIN + 4);
	report("here");
	if (!(pid = fork())) { report("fork"); _exit(0); }
	CHECK(waitpid(pid, &st, 0) == pid && st == 0);
	if (!(pid = fork())) { raise(SIGUSR1); kill(getpid(), SIGUSR2); execl("./prog", "prog", "fork, raise, exec", (char *)0); }
	CHECK(waitpid(pid, &st, 0) == pid && st == 0);
	if (!(pid = vfork())) { execl("./prog", "prog", "vfork, exec", (char *)0); _exit(1); }
	CHECK(waitpid(pid, &st, 0) == pid && st == 0);
	report("here");
	CHECK(!posix_spawn(&pid, "./prog", 0, 0, (char *[]){ "prog", "posix_spawn", 0 }, environ) && waitpid(pid, &st, 0) == pid && st == 0);
	posix_spawnattr_t a;
	posix_spawnattr_init(&a);
	sigfillset(&s);
	posix_spawnattr_setsigdefault(&a, &s);
	sigemptyset(&s);
	sigaddset(&s, SIGWINCH);
	posix_spawnattr_setsigmask(&a, &s);
	posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	CHECK(!posix_spawn(&pid, "./prog", 0, &a, (char *[]){ "prog", "with attributes", 0 }, environ) && waitpid(pid, &st, 0) == pid && st == 0);
	report("here");
	// A thread has its creator's mask, and nothing pending.
	CHECK(!pthread_create(&t, 0, later, 0) && !pthread_join(t, 0));
	execl("./prog", "prog", "exec", (char *)0);
	return 1;
}
