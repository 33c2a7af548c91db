#include "descriptors/kinds.h"
#include <sys/file.h>
// File locks, leases and notes on objects that are no files.
#ifndef F_SETLEASE
#define F_SETLEASE 1024
#define F_GETLEASE 1025
#define F_NOTIFY 1026
#endif
static int kind_of_lock, command;
static long lock(int fd)
{
	struct flock l = { .l_type = kind_of_lock, .l_whence = SEEK_SET, .l_len = 10 };
	return fcntl(fd, command, &l);
}
static long test(int fd)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	long r = fcntl(fd, command, &l);
	return r ? r : l.l_type;
}
static long flocked(int fd)
{
	long r = flock(fd, LOCK_EX | LOCK_NB);
	if (!r) CHECK(!flock(fd, LOCK_UN));
	return r;
}
static long lease(int fd) { return fcntl(fd, F_SETLEASE, F_RDLCK); }
static long leased(int fd) { return fcntl(fd, F_GETLEASE); }
static long seals(int fd) { return fcntl(fd, F_GET_SEALS); }
static long hint(int fd) { uint64_t v = 0; return fcntl(fd, F_GET_RW_HINT, &v); }
static long pipe_size(int fd) { return fcntl(fd, F_GETPIPE_SZ); }
static long set_pipe_size(int fd) { return fcntl(fd, F_SETPIPE_SZ, 8192); }
static long unknown(int fd) { return fcntl(fd, 12345, 0); }
int main(void)
{
	int p[2];
	open_kinds(0);
	static const struct { const char *name; int command; } commands[] = {
		{ "F_SETLK", F_SETLK }, { "F_SETLKW", F_SETLKW }, { "F_OFD_SETLK", 37 },
	};
	for (int i = 0; i < 3; i++) {
		command = commands[i].command;
		printf("%s\n", commands[i].name);
		kind_of_lock = F_RDLCK;
		each_kind("read lock", lock);
		kind_of_lock = F_WRLCK;
		each_kind("write lock", lock);
		kind_of_lock = F_UNLCK;
		each_kind("unlock", lock);
	}
	command = F_GETLK;
	each_kind("F_GETLK", test);
	each_kind("flock", flocked);
	each_kind("F_SETLEASE", lease);
	each_kind("F_GETLEASE", leased);
	each_kind("F_GET_SEALS", seals);
	each_kind("F_GET_RW_HINT", hint);
	each_kind("F_GETPIPE_SZ", pipe_size);
	each_kind("F_SETPIPE_SZ", set_pipe_size);
	each_kind("unknown command", unknown);
	// A lock on a pipe is held against another process, and gone when its holder closes the pipe.
	CHECK(!pipe(p));
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	show("lock of the write end", fcntl(p[1], F_SETLK, &l));
	pid_t c = fork();
	if (!c) {
		show("the same in a child", fcntl(p[1], F_SETLK, &l));
		show("flock in a child", flock(p[1], LOCK_EX | LOCK_NB));
		_exit(0);
	}
	waitpid(c, 0, 0);
	close(dup(p[1]));
	c = fork();
	if (!c) { show("after a copy was closed", fcntl(p[1], F_SETLK, &l)); _exit(0); }
	waitpid(c, 0, 0);
	l.l_whence = SEEK_CUR;
	show("from the offset", fcntl(p[1], F_SETLK, &l));
	l.l_whence = SEEK_END;
	show("from the end", fcntl(p[1], F_SETLK, &l));
	show("bad pointer", syscall(SYS_fcntl, p[1], F_SETLK, 8));
	show("closed", fcntl(999, F_SETLK, &l));
	show("flock closed", flock(999, LOCK_EX));
	show("flock bad operation", flock(p[0], 77));
	return done();
}
