// Pipes, and reading and writing of whatever a slot holds.
#include <sys/stat.h>
#include "fuzz.h"

static void do_pipe2(const long *a)
{
	int p[2] = { -1, -1 };
	if (result(pipe2(pointer(p, a[3]), a[2]))) return;
	if (p[0] < 0) return;
	say(" %d %d", p[0], p[1]);
	put(a[0], p[0]), put(a[1], p[1]);
}

// A blocking descriptor may be an eventfd; what is written to it adds 1 then.
static void *gentle(int fd, long n, long offset, long mem)
{
	static char one[4096] = { 1 };
	return mem == GOOD && blocking(fd) && n <= (long)sizeof one ? one : source(n, offset, mem);
}

static void do_read(const long *a)
{
	int f = fd(a[0]);
	long n = guard(f, POLLIN, a[1]);
	if (n == BLOCKED) return;
	void *p = target(n, a[2]);
	say_data(p, result(read(f, p, n)));
}

static void do_write(const long *a)
{
	int f = fd(a[0]);
	long n = guard(f, POLLOUT, a[1]);
	if (n == BLOCKED) return;
	result(write(f, gentle(f, n, a[2], a[3]), n));
}

static void do_readv(const long *a)
{
	struct iovec v[1025];
	struct stat st;
	int f = fd(a[0]);
	long n = guard(f, POLLIN, a[1]);
	if (n == BLOCKED) return;
	// /dev/zero may stop at any page then.
	if (a[4] & RWF_NOWAIT && n > 4096 && !fstat(f, &st) && S_ISCHR(st.st_mode)) n = 4096;
	void *p = target(n, a[3]);
	int parts = split(v, p, n, a[2]);
	long r = result(a[4] ? preadv2(f, v, parts, -1, a[4]) : readv(f, v, parts));
	say_data(p, r);
}

static void do_writev(const long *a)
{
	struct iovec v[1025];
	int f = fd(a[0]);
	long n = guard(f, POLLOUT, a[1]);
	if (n == BLOCKED) return;
	int parts = split(v, gentle(f, n, a[3], a[4]), n, a[2]);
	result(a[5] ? pwritev2(f, v, parts, -1, a[5]) : writev(f, v, parts));
}

static void do_badiov(const long *a)
{
	struct iovec v = { a[1] ? source(1, 0, GOOD) : target(1, GOOD), 1 };
	int f = fd(a[0]);
	if (blocking(f)) return say(" blocking");
	result(a[1] ? writev(f, pointer(&v, a[2]), 1) : readv(f, pointer(&v, a[2]), 1));
}

static void do_getpipesize(const long *a) { result(fcntl(fd(a[0]), F_GETPIPE_SZ)); }
static void do_setpipesize(const long *a) { result(fcntl(fd(a[0]), F_SETPIPE_SZ, a[1])); }

// How much goes in before EAGAIN, in pieces of n.
static void fill(int f, mode_t type, long n)
{
	struct stat st;
	long r, calls = 0, bytes = 0;
	if (blocking(f) || fstat(f, &st) || (st.st_mode & S_IFMT) != type) return say(" unfit");
	while (calls < 400 && (r = write(f, source(n, calls, GOOD), n)) > 0) calls++, bytes += r;
	say(" %ld calls %ld bytes", calls, bytes);
	result(calls < 400 ? r : 0);
}

static void fill_pipe(const long *a) { fill(fd(a[0]), S_IFIFO, (a[1] & 0xfffff) + 1); }
static void fill_socket(const long *a) { fill(fd(a[0]), S_IFSOCK, (a[1] & 0xfffff) + 1); }

static void drain(const long *a)
{
	int f = fd(a[0]);
	long n = a[1], r, calls = 0, bytes = 0;
	if (blocking(f)) return say(" blocking");
	char *p = target(LARGEST, GOOD);
	while (calls < 400 && (r = read(f, p, n)) > 0) {
		if (!calls || r < n) say_data(p, r);
		calls++, bytes += r;
	}
	say(" %ld calls %ld bytes", calls, bytes);
	result(calls < 400 ? r : 0);
}

static const struct call calls[] = {
	{ "pipe2", C_PIPE, 7, "r@+piper w@+pipew flags@pipeflags mem@mem", do_pipe2 },
	{ "read", C_PIPE, 12, "fd@r n@take mem@mem", do_read },
	{ "write", C_PIPE, 12, "fd@w n@size data@data mem@mem", do_write },
	{ "readv", C_PIPE, 4, "fd@r n@take parts@parts mem@mem flags@rwf", do_readv },
	{ "writev", C_PIPE, 4, "fd@w n@size parts@parts data@data mem@mem flags@rwf", do_writev },
	{ "badiov", C_FAULT, 1, "fd@any write@bit mem@mem", do_badiov },
	{ "getpipesize", C_PIPE, 1, "fd@pipe", do_getpipesize },
	{ "growpipe", C_PIPE, 1, "fd@pipe size@largepipe", do_setpipesize },
	{ "setpipesize", C_PIPEFILL, 4, "fd@pipe size@pipesize", do_setpipesize },
	{ "fillpipe", C_PIPEFILL, 3, "fd@pipew n@take", fill_pipe },
	{ "drain", C_PIPE, 2, "fd@r n@few", drain },
	{ "fillsocket", C_SOCKFILL, 3, "fd@sock n@take", fill_socket },
};
const struct family pipe_calls = { calls, LENGTH(calls) };
