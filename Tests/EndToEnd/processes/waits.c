#include "check.h"
#include <sys/resource.h>
// wait4 and waitid: every choice of children and of events, what they write, what stays to be waited for.
static void info(const char *what, int r, siginfo_t *si, pid_t p)
{
	if (r) { printf("%s: %s\n", what, ename(errno)); return; }
	printf("%s: pid %s, code %d, status %d, signal %d\n", what, si->si_pid == p ? "right" : si->si_pid ? "other" : "0", si->si_code, si->si_status, si->si_signo);
}
static pid_t child(int status, int group)
{
	pid_t p = fork();
	if (!p) { if (group) setpgid(0, 0); _exit(status); }
	if (group) setpgid(p, p);
	return p;
}
static pid_t pausing(void) { pid_t p = fork(); if (!p) for (;;) pause(); return p; }

int main(void)
{
	siginfo_t si;
	struct rusage ru;
	int st;
	show("no children", waitpid(-1, &st, 0));
	show("no children, nohang", waitpid(-1, &st, WNOHANG));
	show("options", waitpid(-1, &st, 0x40));
	show("not ours", waitpid(1, &st, 0));
	show("waitid options", waitid(P_ALL, 0, &si, 0));
	show("waitid unknown option", waitid(P_ALL, 0, &si, WEXITED | 0x100));
	show("waitid type", waitid(9, 0, &si, WEXITED));
	pid_t p = pausing();
	show("nohang", waitpid(p, &st, WNOHANG));
	si.si_pid = si.si_signo = 77;
	info("waitid nohang", waitid(P_PID, p, &si, WEXITED | WNOHANG), &si, p);
	kill(p, SIGSTOP);
	info("stopped, looked at", waitid(P_PID, p, &si, WSTOPPED | WNOWAIT), &si, p);
	info("stopped", waitid(P_PID, p, &si, WSTOPPED), &si, p);
	info("stopped once", waitid(P_PID, p, &si, WSTOPPED | WNOHANG), &si, p);
	kill(p, SIGCONT);
	info("continued", waitid(P_PID, p, &si, WCONTINUED), &si, p);
	kill(p, SIGSTOP);
	CHECK(waitpid(p, &st, WUNTRACED) == p); status("stopped", st);
	show("not exited", waitpid(p, &st, WNOHANG));
	kill(p, SIGCONT);
	CHECK(waitpid(-1, &st, WCONTINUED) == p); status("continued", st);
	kill(p, SIGKILL);
	info("killed, looked at", waitid(P_PID, p, &si, WEXITED | WNOWAIT), &si, p);
	memset(&ru, 0x55, sizeof ru);
	CHECK(wait4(p, &st, 0, &ru) == p && ru.ru_utime.tv_usec < 1000000 && ru.ru_nvcsw < 1000000); status("killed", st);
	show("gone", waitpid(p, &st, 0));
	p = fork();
	if (!p) { struct rlimit none = { 0, 0 }; setrlimit(RLIMIT_CORE, &none); abort(); }
	info("aborted", waitid(P_ALL, 0, &si, WEXITED), &si, p);

	pid_t a = child(1, 1), b = child(2, 1), c = child(3, 0);
	CHECK(waitpid(-b, &st, 0) == b); status("by group", st);
	CHECK(waitpid(0, &st, 0) == c); status("own group", st);
	show("own group, none", waitpid(0, &st, WNOHANG));
	info("P_PGID", waitid(P_PGID, a, &si, WEXITED), &si, a);
	show("P_PGID, none", waitid(P_PGID, a, &si, WEXITED));
	p = child(4, 0);
	int fd = syscall(SYS_pidfd_open, p, 0);
	info("P_PIDFD", waitid(3, fd, &si, WEXITED), &si, p);
	close(fd);
	// Many at once: each once.
	int seen[64] = { 0 }, count = 0;
	for (int i = 0; i < 64; i++) CHECK(child(i, 0) > 0);
	while (wait(&st) > 0) { seen[WEXITSTATUS(st)]++; count++; }
	for (int i = 0; i < 64; i++) CHECK(seen[i] == 1);
	printf("%d children, then %s\n", count, ename(errno));
	p = fork();
	if (!p) { signal(SIGCHLD, SIG_IGN); for (int i = 0; i < 4; i++) child(i, 0); int r = wait(&st); _exit(r == -1 && errno == ECHILD ? 6 : 1); }
	CHECK(waitpid(p, &st, 0) == p); status("SIGCHLD ignored", st);
	show("not a clone", (p = child(5, 0), waitpid(p, &st, __WCLONE)));
	CHECK(waitpid(p, &st, __WALL) == p); status("__WALL", st);
	show("only of this thread", (p = child(5, 0), waitpid(p, &st, __WNOTHREAD) == p));
	show("most negative", waitpid(INT_MIN, &st, 0));
	return done();
}
