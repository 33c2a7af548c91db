/* vdso */
/* run: dynamic static static-pie loader */
#include "check.h"
// syscall(3) with numbers that do not exist, and the whole range of those that do not change anything.
int main(void)
{
	static const long bad[] = { -1, -2, -4096, 512, 513, 547, 548, 600, 999, 1000, 1024, 4095, 65536, 0x10000, 0x40000000,
		0x40000000 | SYS_getpid, 0x40000000 | SYS_write, 0x40000000 + 512, 0x40000000 + 547, INT_MAX, INT_MIN, LONG_MAX };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		errno = 0;
		long r = syscall(bad[i], 0, 0, 0, 0, 0, 0);
		printf("%ld: %ld %s\n", bad[i], r, ename(errno));
	}
	// Gone from Linux, or never made.
	static const int gone[] = { SYS_uselib, SYS__sysctl, SYS_create_module, SYS_get_kernel_syms, SYS_query_module, SYS_nfsservctl,
		SYS_getpmsg, SYS_putpmsg, SYS_afs_syscall, SYS_tuxcall, SYS_security, SYS_set_thread_area, SYS_get_thread_area,
		SYS_lookup_dcookie, SYS_epoll_ctl_old, SYS_epoll_wait_old, SYS_vserver, 400, 423 };
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
		errno = 0;
		long r = syscall(gone[i], 0, 0, 0, 0, 0, 0);
		printf("%d: %ld %s\n", gone[i], r, ename(errno));
	}
	// Each of these answers the same by name and by number.
	CHECK(syscall(SYS_getpid) == getpid() && syscall(SYS_getppid) == getppid() && syscall(SYS_gettid) == gettid());
	CHECK(syscall(SYS_getuid) == getuid() && syscall(SYS_getegid) == getegid() && syscall(SYS_getpgrp) == getpgrp());
	CHECK(syscall(SYS_getpgid, 0) == getpgid(0) && syscall(SYS_getsid, 0) == getsid(0));
	int fd = syscall(SYS_openat, AT_FDCWD, "file", O_RDWR | O_CREAT, 0644);
	CHECK(fd >= 0);
	// Six arguments, all of them used.
	show("write", syscall(SYS_write, fd, "0123456789", 10));
	char *m = (char *)syscall(SYS_mmap, 0L, 4096L, 1L, 2L, (long)fd, 0L);
	printf("mmap by number: %.10s\n", m);
	show("lseek", syscall(SYS_lseek, fd, -3L, SEEK_END));
	show("copy_file_range", syscall(SYS_copy_file_range, fd, 0L, fd, &(long){ 100 }, 3L, 0L));
	show("close", syscall(SYS_close, fd));
	show("close again", syscall(SYS_close, fd));
	show("umask", (syscall(SYS_umask, 0123), syscall(SYS_umask, 022)));
	errno = EXDEV;
	syscall(SYS_getpid);
	printf("errno untouched by success: %s\n", ename(errno));
	return done();
}
