/* usage: confined CALL: allows itself what a careful program allows its worker,
 * among it the call, and makes the call for the first time then. A call that
 * the program did not make would kill it. */
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "filter.h"

static void *nothing(void *p)
{
	return p;
}

int main(int argc, char **argv)
{
	static const struct { const char *name; int calls[12]; } tests[] = {
		{ "getuid", { SYS_getuid, SYS_geteuid } },
		{ "getgid", { SYS_getgid, SYS_getegid } },
		{ "getpid", { SYS_getpid, SYS_gettid } },
		{ "brk", { SYS_brk, SYS_mmap } },  /* our break is made of mappings: docs/decisions.md */
		{ "uname", { SYS_uname } },
		{ "fork", { SYS_fork, SYS_rt_sigprocmask, SYS_set_tid_address, SYS_wait4, SYS_gettid, SYS_set_robust_list } },
		{ "thread", { SYS_clone, SYS_rt_sigprocmask, SYS_mmap, SYS_munmap, SYS_mprotect, SYS_futex,
			SYS_set_robust_list, SYS_madvise, SYS_membarrier } },
		{ "clock", { SYS_clock_gettime, SYS_gettimeofday } },
	};
	int calls[32], n = 0;
	calls[n++] = SYS_write;
	calls[n++] = SYS_exit;
	calls[n++] = SYS_exit_group;
	calls[n++] = SYS_rt_sigreturn;
	for (unsigned i=0; argc>1 && i<sizeof tests/sizeof *tests; i++) {
		if (strcmp(argv[1], tests[i].name)) continue;
		for (int k=0; k<12 && tests[i].calls[k]; k++) calls[n++] = tests[i].calls[k];
		if (set_filter(calls, n, ALLOW, KILL)) return 125;

		pthread_t t;
		struct utsname name;
		struct timespec now;
		int status;
		long brk;
		switch (i) {
		case 0: return getuid() != geteuid();
		case 1: return getgid() != getegid();
		case 2: return getpid() != syscall(SYS_gettid);
		case 3: brk = syscall(SYS_brk, 0); return syscall(SYS_brk, brk + 65536) != brk + 65536;
		case 4: return uname(&name);
		case 5: status = fork(); if (!status) _exit(0); return waitpid(status, &status, 0) < 0 || status;
		case 6: return pthread_create(&t, 0, nothing, 0) || pthread_join(t, 0);
		case 7: return clock_gettime(CLOCK_REALTIME, &now);
		}
	}
	return 126;
}
