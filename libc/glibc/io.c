/* Files and descriptors: calls of Linux that musl has not, and older names. */
#define _GNU_SOURCE
#include <unistd.h>
#include <fcntl.h>
#include <dirent.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <limits.h>
#include <glob.h>
#include <ftw.h>
#include <signal.h>
#include <time.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/sysmacros.h>
#include "syscall.h"
#include "glibc.h"

#define CALL(type, name, number, args, ...) type GLIBC(name) args { return syscall(number, __VA_ARGS__); }

CALL(int, close_range, SYS_close_range, (unsigned first, unsigned last, int flags), first, last, flags)
CALL(ssize_t, getdents64, SYS_getdents64, (int fd, void *p, size_t n), fd, p, n)
CALL(int, open_tree, SYS_open_tree, (int fd, const char *path, unsigned flags), fd, path, flags)
CALL(int, move_mount, SYS_move_mount, (int fd, const char *path, int to, const char *to_path, unsigned flags), fd, path, to, to_path, flags)
CALL(int, fsopen, SYS_fsopen, (const char *name, unsigned flags), name, flags)
CALL(int, fsconfig, SYS_fsconfig, (int fd, unsigned command, const char *key, const void *value, int aux), fd, command, key, value, aux)
CALL(int, fsmount, SYS_fsmount, (int fd, unsigned flags, unsigned attributes), fd, flags, attributes)
CALL(int, fspick, SYS_fspick, (int fd, const char *path, unsigned flags), fd, path, flags)
CALL(int, mount_setattr, 442, (int fd, const char *path, unsigned flags, void *a, size_t n), fd, path, flags, a, n)
CALL(int, pidfd_open, SYS_pidfd_open, (pid_t pid, unsigned flags), pid, flags)
CALL(int, pidfd_getfd, SYS_pidfd_getfd, (int pidfd, int fd, unsigned flags), pidfd, fd, flags)
CALL(int, pidfd_send_signal, SYS_pidfd_send_signal, (int pidfd, int sig, siginfo_t *info, unsigned flags), pidfd, sig, info, flags)
CALL(ssize_t, process_madvise, SYS_process_madvise, (int pidfd, const struct iovec *v, size_t n, int advice, unsigned flags), pidfd, v, n, advice, flags)
CALL(int, process_mrelease, 448, (int pidfd, unsigned flags), pidfd, flags)
CALL(int, execveat, SYS_execveat, (int fd, const char *path, char *const argv[], char *const envp[], int flags), fd, path, argv, envp, flags)
CALL(int, modify_ldt, SYS_modify_ldt, (int what, void *p, unsigned long n), what, p, n)
CALL(int, pkey_alloc, SYS_pkey_alloc, (unsigned flags, unsigned rights), flags, rights)
CALL(int, pkey_free, SYS_pkey_free, (int key), key)
CALL(int, pkey_mprotect, SYS_pkey_mprotect, (void *p, size_t n, int protection, int key), p, n, protection, key)

/* As far as the host has them; /proc where it is older. */
void GLIBC(closefrom)(int first)
{
	if (first < 0) first = 0;
	if (!syscall(SYS_close_range, first, ~0U, 0)) return;
	DIR *d = opendir("/proc/self/fd");
	struct dirent *e;
	if (!d) abort();
	while ((e = readdir(d))) {
		int fd = atoi(e->d_name);
		if (e->d_name[0] != '.' && fd >= first && fd != dirfd(d)) close(fd), rewinddir(d);
	}
	closedir(d);
	close(first);
}

static ssize_t vectored(int number, int fd, const struct iovec *v, int n, off_t at, int flags)
{
	return syscall(number, fd, v, n, (long)at, 0L, flags);
}

ssize_t GLIBC(preadv2)(int fd, const struct iovec *v, int n, off_t at, int flags)
{
	return vectored(SYS_preadv2, fd, v, n, at, flags);
}

ssize_t GLIBC(pwritev2)(int fd, const struct iovec *v, int n, off_t at, int flags)
{
	return vectored(SYS_pwritev2, fd, v, n, at, flags);
}
GLIBC_ALIAS(preadv64v2, glibc_preadv2)
GLIBC_ALIAS(pwritev64v2, glibc_pwritev2)

int GLIBC(scandirat)(int at, const char *path, struct dirent ***list, int (*select)(const struct dirent *),
	int (*compare)(const struct dirent **, const struct dirent **))
{
	char name[32];
	int fd = openat(at, path, O_RDONLY|O_DIRECTORY|O_CLOEXEC), n, e;
	if (fd < 0) return -1;
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	n = scandir(name, list, select, compare);
	e = errno;
	close(fd);
	errno = e;
	return n;
}
GLIBC_ALIAS(scandirat64, glibc_scandirat)

char *GLIBC(canonicalize_file_name)(const char *path)
{
	return realpath(path, 0);
}

unsigned GLIBC(gnu_dev_major)(unsigned long long d) { return major(d); }
unsigned GLIBC(gnu_dev_minor)(unsigned long long d) { return minor(d); }
unsigned long long GLIBC(gnu_dev_makedev)(unsigned a, unsigned b) { return makedev(a, b); }

int GLIBC(fcloseall)(void)
{
	return fflush(0);
}

char *GLIBC(tmpnam_r)(char *s)
{
	return s ? tmpnam(s) : 0;
}

int GLIBC(getpt)(void)
{
	return posix_openpt(O_RDWR);
}

int GLIBC(sigsetmask)(int mask)
{
	sigset_t new = { 0 }, old;
	*(unsigned *)&new = mask;
	return sigprocmask(SIG_SETMASK, &new, &old) ? -1 : *(int *)&old;
}

int GLIBC(sigblock)(int mask)
{
	sigset_t new = { 0 }, old;
	*(unsigned *)&new = mask;
	return sigprocmask(SIG_BLOCK, &new, &old) ? -1 : *(int *)&old;
}

int GLIBC(siggetmask)(void)
{
	return glibc_sigblock(0);
}

int GLIBC(dysize)(int year)
{
	return year%4 == 0 && (year%100 || year%400 == 0) ? 366 : 365;
}

int GLIBC(timespec_getres)(struct timespec *t, int base)
{
	return base == TIME_UTC && !clock_getres(CLOCK_REALTIME, t) ? base : 0;
}

int GLIBC(group_member)(gid_t gid)
{
	gid_t few[NGROUPS_MAX > 1024 ? 1024 : NGROUPS_MAX];
	int n = getgroups(sizeof few/sizeof *few, few);
	while (n-- > 0) if (few[n] == gid) return 1;
	return 0;
}

long GLIBC(__sysconf)(int name) { return sysconf(name); }

/* The names of glibc, which some programs print. */
enum { CS_GNU_LIBC_VERSION = 2, CS_GNU_LIBPTHREAD_VERSION };

size_t GLIBC(confstr)(int name, char *buf, size_t n)
{
	const char *s = name == CS_GNU_LIBC_VERSION ? "glibc 2.36"
		: name == CS_GNU_LIBPTHREAD_VERSION ? "NPTL 2.36"
		: name == 0 ? "/bin:/usr/bin" : 0;
	return s ? 1 + snprintf(buf, n, "%s", s) : confstr(name, buf, n);
}


/* Before 2.3 it did not allocate. */
char *GLIBC_OLD(realpath, "2.2.5")(const char *restrict path, char *restrict out)
{
	if (out) return realpath(path, out);
	errno = EINVAL;
	return 0;
}

/* Rights of protection keys are in a register of the thread. */

int GLIBC(pkey_get)(int key)
{
	unsigned rights, ignored;
	if (key < 0 || key > 15) return errno = EINVAL, -1;
	__asm__ volatile (".byte 0x0f,0x01,0xee" : "=a"(rights), "=d"(ignored) : "c"(0));
	return rights >> 2*key & 3;
}

int GLIBC(pkey_set)(int key, unsigned rights)
{
	unsigned all, ignored;
	if (key < 0 || key > 15 || rights > 3) return errno = EINVAL, -1;
	__asm__ volatile (".byte 0x0f,0x01,0xee" : "=a"(all), "=d"(ignored) : "c"(0));
	all = all & ~(3U << 2*key) | rights << 2*key;
	__asm__ volatile (".byte 0x0f,0x01,0xef" : : "a"(all), "c"(0), "d"(0) : "memory");
	return 0;
}
