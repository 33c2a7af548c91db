#include "check.h"
#include <sched.h>
// clone3 by number: the struct form of fork, with a pidfd; and its bad arguments.
struct args { uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup; };

int main(void)
{
	int pidfd = -1, ptid = 0, st;
	pid_t me = getpid();
	struct args a = { .exit_signal = SIGCHLD };
	pid_t p = syscall(SYS_clone3, &a, sizeof a);
	if (!p) _exit(getpid() == me || getppid() != me || syscall(SYS_gettid) != getpid() ? 1 : 11);
	CHECK(p > 0 && waitpid(p, &st, 0) == p);
	status("clone3", st);

	a.flags = 0x1000 | CLONE_PARENT_SETTID;
	a.pidfd = (uintptr_t)&pidfd;
	a.parent_tid = (uintptr_t)&ptid;
	p = syscall(SYS_clone3, &a, sizeof a);
	if (!p) _exit(getpid() == me ? 1 : 12);
	CHECK(p > 0 && ptid == p && pidfd >= 0);
	siginfo_t si = { 0 };
	show("waitid(P_PIDFD)", waitid(3, pidfd, &si, WEXITED));
	CHECK(si.si_pid == p && si.si_status == 12);
	close(pidfd);

	show("clone3, size too small", syscall(SYS_clone3, &a, 8));
	show("clone3, null", syscall(SYS_clone3, (void *)0, sizeof a));
	a = (struct args){ .exit_signal = SIGCHLD, .flags = CLONE_SIGHAND };
	show("clone3, CLONE_SIGHAND alone", syscall(SYS_clone3, &a, sizeof a));
	CHECK(getpid() == me);
	return done();
}
