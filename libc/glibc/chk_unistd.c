#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <mqueue.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/socket.h>
#include "pthread_impl.h"
#include "chk.h"

/* NAME with the size of its buffer as the last argument. */
#define SIZED(type, name, args, n, call) \
	type GLIBC(__##name##_chk) args { check((n) <= size); return call; }

SIZED(ssize_t, read, (int fd, void *p, size_t n, size_t size), n, read(fd, p, n))
SIZED(ssize_t, pread, (int fd, void *p, size_t n, off_t at, size_t size), n, pread(fd, p, n, at))
GLIBC_ALIAS(__pread64_chk, glibc___pread_chk)
SIZED(ssize_t, readlink, (const char *restrict f, char *restrict p, size_t n, size_t size), n, readlink(f, p, n))
SIZED(ssize_t, readlinkat, (int at, const char *restrict f, char *restrict p, size_t n, size_t size), n, readlinkat(at, f, p, n))
SIZED(char *, getcwd, (char *p, size_t n, size_t size), n, getcwd(p, n))
SIZED(int, gethostname, (char *p, size_t n, size_t size), n, gethostname(p, n))
SIZED(int, getdomainname, (char *p, size_t n, size_t size), n, getdomainname(p, n))
SIZED(int, getlogin_r, (char *p, size_t n, size_t size), n, getlogin_r(p, n))
SIZED(int, ttyname_r, (int fd, char *p, size_t n, size_t size), n, ttyname_r(fd, p, n))
SIZED(int, ptsname_r, (int fd, char *p, size_t n, size_t size), n, ptsname_r(fd, p, n))
SIZED(size_t, confstr, (int name, char *p, size_t n, size_t size), n, confstr(name, p, n))
SIZED(int, poll, (struct pollfd *p, nfds_t n, int timeout, size_t size), n*sizeof *p, poll(p, n, timeout))
SIZED(int, ppoll, (struct pollfd *p, nfds_t n, const struct timespec *timeout, const sigset_t *mask, size_t size),
	n*sizeof *p, ppoll(p, n, timeout, mask))

int GLIBC(__getgroups_chk)(int n, gid_t *p, size_t size)
{
	check(n <= 0 || n*sizeof *p <= size);
	return getgroups(n, p);
}

ssize_t GLIBC(__recv_chk)(int fd, void *p, size_t n, size_t size, int flags)
{
	check(n <= size);
	return recv(fd, p, n, flags);
}

ssize_t GLIBC(__recvfrom_chk)(int fd, void *restrict p, size_t n, size_t size, int flags, struct sockaddr *restrict from, socklen_t *restrict l)
{
	check(n <= size);
	return recvfrom(fd, p, n, flags, from, l);
}

char *GLIBC(__realpath_chk)(const char *restrict f, char *restrict p, size_t size)
{
	check(size >= PATH_MAX);
	return realpath(f, p);
}

char *GLIBC(__getwd_chk)(char *p, size_t size)
{
	char path[PATH_MAX];
	if (!getcwd(path, sizeof path)) return 0;
	check(strlen(path) < size);
	return strcpy(p, path);
}

/* open without a mode, which is an error if a file may be created. */

static void no_mode(int flags, const char *what)
{
	if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) glibc_fatal(what);
}

int GLIBC(__open_2)(const char *f, int flags)
{
	no_mode(flags, "invalid open call: O_CREAT or O_TMPFILE without mode");
	return open(f, flags);
}
GLIBC_ALIAS(__open64_2, glibc___open_2)

int GLIBC(__openat_2)(int at, const char *f, int flags)
{
	no_mode(flags, "invalid openat call: O_CREAT or O_TMPFILE without mode");
	return openat(at, f, flags);
}
GLIBC_ALIAS(__openat64_2, glibc___openat_2)

mqd_t GLIBC(__mq_open_2)(const char *name, int flags)
{
	no_mode(flags, "invalid mq_open call: O_CREAT without mode and attr");
	return mq_open(name, flags);
}

/* A jump must go to a caller: upwards, or to another stack. */
_Noreturn void GLIBC(__longjmp_chk)(jmp_buf env, int value)
{
	uintptr_t to = ((uintptr_t *)env)[6], here = (uintptr_t)__builtin_frame_address(0);
	pthread_t self = __pthread_self();
	stack_t alternate;
	if (to < here && self->stack && here <= (uintptr_t)self->stack
	    && to >= (uintptr_t)self->stack - self->stack_size
	    && !sigaltstack(0, &alternate) && !(alternate.ss_flags & SS_ONSTACK))
		glibc_fatal("longjmp causes uninitialized stack frame");
	siglongjmp((void *)env, value);
}
