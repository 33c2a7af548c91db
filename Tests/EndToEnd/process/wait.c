#include "check.h"
#include <sys/resource.h>
// wait, waitpid, waitid, wait4: who, how it ended, stop and continue, WNOHANG, WNOWAIT.
static pid_t child(int (*f)(void))
{
	pid_t p = fork();
	if (!p) _exit(f());
	return p;
}
static int seven(void) { return 7; }
static int kills(void) { raise(SIGKILL); return 0; }
static int stops(void) { raise(SIGSTOP); pause(); return 9; }
static int waits(void) { pause(); return 0; }
static int aborts(void) { abort(); }

int main(void)
{
	int st;
	siginfo_t si;
	struct rusage ru;
	show("wait without children", wait(&st));
	pid_t p = child(seven);
	CHECK(wait(&st) == p);
	status("wait", st);
	p = child(kills);
	CHECK(waitpid(-1, &st, 0) == p);
	status("killed", st);
	p = child(aborts);
	CHECK(waitpid(0, &st, 0) == p);
	status("aborted", st & ~0x80);

	p = child(stops);
	CHECK(waitpid(p, &st, WUNTRACED) == p);
	status("stopped", st);
	show("WNOHANG while stopped", waitpid(p, &st, WNOHANG));
	kill(p, SIGCONT);
	CHECK(waitpid(p, &st, WCONTINUED) == p);
	status("continued", st);
	kill(p, SIGTERM);
	CHECK(waitpid(p, &st, 0) == p);
	status("ended", st);

	p = child(seven);
	memset(&si, 0, sizeof si);
	show("waitid WNOWAIT", waitid(P_PID, p, &si, WEXITED | WNOWAIT));
	CHECK(si.si_pid == p && si.si_signo == SIGCHLD && si.si_uid == getuid());
	printf("code %d status %d\n", si.si_code == CLD_EXITED, si.si_status);
	memset(&ru, 0xff, sizeof ru);
	CHECK(wait4(p, &st, 0, &ru) == p && ru.ru_utime.tv_sec >= 0 && ru.ru_maxrss >= 0);
	status("wait4", st);

	p = child(waits);
	memset(&si, 0xff, sizeof si);
	show("waitid WNOHANG", waitid(P_ALL, 0, &si, WEXITED | WNOHANG));
	CHECK(si.si_pid == 0 && si.si_signo == 0);
	kill(p, SIGTERM);
	show("waitid killed", waitid(P_PID, p, &si, WEXITED));
	printf("code %d status %d\n", si.si_code == CLD_KILLED, si.si_status);

	p = child(waits);
	setpgid(p, p);
	show("other group", waitpid(0, &st, WNOHANG));
	show("its group, nothing yet", waitpid(-p, &st, WNOHANG));
	kill(-p, SIGINT);
	CHECK(waitpid(-p, &st, 0) == p);
	status("group", st);

	show("not a child", waitpid(getpid(), &st, 0));
	show("bad option", waitpid(-1, &st, 0x10000000));
	show("waitid without what", waitid(P_ALL, 0, &si, 0));
	show("bad status pointer, no child", syscall(SYS_wait4, -1, 8, 0, 0));
	signal(SIGCHLD, SIG_IGN);
	child(seven);
	show("SIGCHLD ignored", wait(&st));
	return done();
}
