// splice, tee, vmsplice, sendfile. Always SPLICE_F_NONBLOCK; and what is no pipe must not block by itself.
#include <sys/sendfile.h>
#include <sys/stat.h>
#include "fuzz.h"

static int may_block(int fd)
{
	struct stat st;
	return !fstat(fd, &st) && !S_ISFIFO(st.st_mode) && blocking(fd);
}

static void do_splice(const long *a)
{
	int in = fd(a[0]), out = fd(a[1]);
	off_t offset = 0;
	if (may_block(in) || may_block(out)) return say(" blocking");
	result(splice(in, a[4] == 1 ? &offset : 0, out, a[4] == 2 ? &offset : 0, a[2], a[3] | SPLICE_F_NONBLOCK));
}

static void do_tee(const long *a)
{
	result(tee(fd(a[0]), fd(a[1]), a[2], a[3] | SPLICE_F_NONBLOCK));
}

// Both ways. What is gifted is never written to again.
static void do_vmsplice(const long *a)
{
	struct iovec v[8];
	int f = fd(a[0]), mode = fcntl(f, F_GETFL) & O_ACCMODE;
	long n = (unsigned long)a[1] % (STEADY / 2);
	char *p = mode == O_RDONLY ? target(n, a[5]) : a[5] ? source(n, 0, a[5]) : steady + a[4];
	int parts = split(v, p, n, a[2] > 8 ? 8 : a[2]);
	long r = result(vmsplice(f, v, parts, a[3] | SPLICE_F_NONBLOCK));
	if (mode == O_RDONLY) say_data(p, r);
}

static void do_sendfile(const long *a)
{
	int in = fd(a[1]), out = fd(a[0]);
	off_t offset = 0;
	if (blocking(in) || blocking(out)) return say(" blocking");
	result(sendfile(out, in, a[3] ? &offset : 0, a[2]));
}

static const struct call calls[] = {
	{ "splice", C_SPLICE, 6, "in@in out@out n@size flags@spliceflags offset@three", do_splice },
	{ "tee", C_SPLICE, 3, "in@piper out@pipew n@size flags@spliceflags", do_tee },
	{ "vmsplice", C_SPLICE, 3, "fd@pipe n@size parts@parts flags@spliceflags data@data mem@mem", do_vmsplice },
	{ "sendfile", C_SPLICE, 1, "out@out in@in n@size offset@bit", do_sendfile },
};
const struct family splice_calls = { calls, LENGTH(calls) };
