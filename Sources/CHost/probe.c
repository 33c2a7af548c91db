#define _GNU_SOURCE
#include <asm/prctl.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "CHost.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif

static long attempt(enum host_probe probe)
{
	struct io_uring_params params = { 0 };
	unsigned long base;

	switch (probe) {
	case HOST_ARCH_PRCTL:
		return syscall(SYS_arch_prctl, ARCH_GET_GS, &base);
	case HOST_IO_URING:
		return syscall(SYS_io_uring_setup, 1, &params);
	case HOST_USER_DISPATCH:
		return prctl(PR_SET_SYSCALL_USER_DISPATCH, 0, 0, 0, 0);
	}
	errno = EINVAL;
	return -1;
}

int host_try(enum host_probe probe)
{
	int status;
	pid_t child = fork();

	if (child < 0) return errno;
	if (!child) {
		signal(SIGSYS, SIG_DFL);
		_exit(attempt(probe) < 0 ? errno : 0);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR) return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : HOST_KILLED;
}
