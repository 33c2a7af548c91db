#include "check.h"
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
// Bad pointers in calls passed to the host.
int main(void)
{
	int p[2], fd = open("file", O_RDWR|O_CREAT, 0600);
	char *m = mmap(0, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	void *bad = m + 4096;
	munmap(bad, 4096);
	CHECK(!pipe(p));
	write(fd, "0123456789", 10);
	show("read", syscall(SYS_pread64, fd, bad, 4, 0));
	show("read across", syscall(SYS_pread64, fd, (char *)bad - 4, 8, 0));
	show("write", syscall(SYS_write, p[1], bad, 4));
	show("write across", syscall(SYS_write, p[1], (char *)bad - 3, 8));
	show("open", syscall(SYS_open, bad, O_RDONLY));
	show("stat", syscall(SYS_stat, "file", bad));
	show("stat path", syscall(SYS_stat, bad, m));
	show("pipe", syscall(SYS_pipe, bad));
	show("readlink", syscall(SYS_readlink, "/proc/self", bad, 10));
	show("getcwd", syscall(SYS_getcwd, bad, 4096));
	show("poll", syscall(SYS_poll, bad, 1, 0));
	show("select", syscall(SYS_select, 1, bad, 0, 0, 0));
	show("sigaltstack", syscall(SYS_sigaltstack, bad, 0));
	show("nanosleep", syscall(SYS_nanosleep, bad, 0));
	show("getrlimit", syscall(SYS_prlimit64, 0, 7, 0, bad));
	show("getrusage", syscall(SYS_getrusage, 0, bad));
	show("times", syscall(SYS_times, bad));
	show("sysinfo", syscall(SYS_sysinfo, bad));
	show("futex", syscall(SYS_futex, bad, 0, 0, 0));
	show("futex unaligned", syscall(SYS_futex, m + 1, 0, 0, 0));
	show("ioctl", syscall(SYS_ioctl, p[0], 0x541b, bad));
	show("fcntl lock", syscall(SYS_fcntl, fd, F_GETLK, bad));
	show("set_robust_list size", syscall(SYS_set_robust_list, m, 3));
	show("getrandom", syscall(SYS_getrandom, bad, 8, 0));
	show("getdents", syscall(SYS_getdents64, open(".", O_RDONLY), bad, 4096));
	show("socketpair", syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, bad));
	show("bind", syscall(SYS_bind, socket(AF_UNIX, SOCK_STREAM, 0), bad, 10));
	show("epoll_ctl", syscall(SYS_epoll_ctl, syscall(SYS_epoll_create1, 0), 1, p[0], bad));
	show("sched_getaffinity", syscall(SYS_sched_getaffinity, 0, 128, bad));
	show("mount path", syscall(SYS_umount2, bad, 0));
	show("wait4", (fork() ?: (_exit(0), 0), syscall(SYS_wait4, -1, bad, 0, 0)));
	show("statx", syscall(SYS_statx, AT_FDCWD, "file", 0, 0x7ff, bad));
	show("rename", syscall(SYS_rename, bad, "x"));
	show("writev vector", syscall(SYS_writev, p[1], bad, 2));
	show("clone3", syscall(SYS_clone3, bad, 88));
	return done();
}
