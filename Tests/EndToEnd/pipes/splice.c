#include "pipes/pattern.h"
#include <sys/socket.h>
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
// splice, tee, vmsplice, sendfile and copy_file_range with pipes that hold data, files and sockets.
static int p[2], q[2], s[2], file;
static char buf[70000], back[140000];
static void renew(void)
{
	if (p[0]) for (int i = 0; i < 2; i++) { close(p[i]); close(q[i]); close(s[i]); }
	CHECK(!pipe2(p, O_NONBLOCK) && !pipe2(q, O_NONBLOCK) && !socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	CHECK(!ftruncate(file, 0) && lseek(file, 0, SEEK_SET) == 0);
}
static void put(int fd, long from, long n) { CHECK(write(fd, make(buf, from, n), n) == n); }
static void has(const char *what, int fd, long from)
{
	long n = read(fd, back, sizeof back);
	printf("%s: %ld", what, n < 0 ? 0 : n);
	if (n > 0) CHECK(right(back, from, n));
	puts("");
}
static void splices(void)
{
	long off;
	renew();
	put(p[1], 0, 1000);
	show("pipe to pipe", splice(p[0], 0, q[1], 0, 300, 0));
	has("there", q[0], 0);
	put(q[1], 200, 100);
	show("behind what is there", splice(p[0], 0, q[1], 0, 5000, 0));
	has("there", q[0], 200);
	show("from an empty one", splice(p[0], 0, q[1], 0, 100, 0));
	show("from an empty one, flag", splice(p[0], 0, q[1], 0, 100, SPLICE_F_NONBLOCK));
	show("of nothing", splice(p[0], 0, q[1], 0, 0, 0));
	show("to itself", splice(p[0], 0, p[1], 0, 10, 0));
	put(p[1], 0, 3000);
	show("pipe to file", splice(p[0], 0, file, 0, 2000, 0));
	off = 5000;
	show("pipe to file at", splice(p[0], 0, file, &off, 2000, SPLICE_F_MOVE | SPLICE_F_MORE));
	printf("offset %ld, of the file %ld\n", off, (long)lseek(file, 0, SEEK_CUR));
	CHECK(pread(file, back, 2000, 0) == 2000 && right(back, 0, 2000) && pread(file, back, 2000, 5000) == 1000 && right(back, 2000, 1000));
	off = 100;
	show("file to pipe at", splice(file, &off, p[1], 0, 1500, 0));
	put(p[1], 1600, 50);
	has("and a write behind it", p[0], 100);
	lseek(file, 1990, SEEK_SET);
	show("file to pipe", splice(file, 0, p[1], 0, 10, 0));
	has("there", p[0], 1990);
	lseek(file, 0, SEEK_END);
	show("end of file", splice(file, 0, p[1], 0, 10, 0));
	put(p[1], 0, 700);
	show("pipe to socket", splice(p[0], 0, s[0], 0, 600, 0));
	put(s[0], 600, 50);
	has("there", s[1], 0);
	has("left", p[0], 600);
	put(s[1], 0, 900);
	show("socket to pipe", splice(s[0], 0, p[1], 0, 400, 0));
	show("more", splice(s[0], 0, p[1], 0, 4000, 0));
	show("empty", splice(s[0], 0, p[1], 0, 400, 0));
	has("there", p[0], 0);
	show("no pipe", splice(s[0], 0, s[1], 0, 10, 0));
	show("offset of a pipe", splice(p[0], &off, q[1], 0, 10, 0));
	show("offset of a pipe", splice(file, 0, p[1], &off, 10, 0));
	show("wrong ends", splice(p[1], 0, q[1], 0, 10, 0));
	show("wrong ends", splice(p[0], 0, q[0], 0, 10, 0));
	show("flags", splice(p[0], 0, q[1], 0, 10, 0x80));
	show("closed", splice(999, 0, q[1], 0, 10, 0));
	show("closed", splice(p[0], 0, 999, 0, 10, 0));
	show("bad offset pointer", splice(file, (void *)8, p[1], 0, 10, 0));
	off = -1;
	show("negative offset", splice(file, &off, p[1], 0, 10, 0));
	int e = eventfd(5, EFD_NONBLOCK);
	show("from an eventfd", splice(e, 0, p[1], 0, 8, 0));
	put(p[1], 0, 8);
	show("to an eventfd", splice(p[0], 0, e, 0, 8, 0));
	show("to null", splice(p[0], 0, open("/dev/null", O_WRONLY), 0, 100, 0));
	show("from zero", splice(open("/dev/zero", O_RDONLY), 0, p[1], 0, 100, 0));
	CHECK(read(p[0], back, 200) <= 100 && back[0] == 0);
	int a = open("append", O_WRONLY | O_CREAT | O_APPEND, 0600);
	put(p[1], 0, 10);
	show("to an appending file", splice(p[0], 0, a, 0, 10, 0));
	renew();
	while (write(q[1], buf, 4096) > 0);
	put(p[1], 0, 10);
	show("to a full one", splice(p[0], 0, q[1], 0, 10, 0));
	has("is still there", p[0], 0);
	close(q[0]);
	put(p[1], 0, 10);
	show("to one without a reader", splice(p[0], 0, q[1], 0, 10, 0));
	close(p[1]);
	has("is still there", p[0], 0);
	show("the end", splice(p[0], 0, file, 0, 10, 0));
}
static void tees(void)
{
	renew();
	put(p[1], 0, 5000);
	show("tee", tee(p[0], q[1], 3000, 0));
	has("copy", q[0], 0);
	show("tee all", tee(p[0], q[1], INT_MAX, 0));
	has("copy", q[0], 0);
	has("original", p[0], 0);
	show("empty", tee(p[0], q[1], 10, SPLICE_F_NONBLOCK));
	put(p[1], 0, 10);
	show("of nothing", tee(p[0], q[1], 0, 0));
	show("itself", tee(p[0], p[1], 10, 0));
	show("a file", tee(p[0], file, 10, 0));
	show("a socket", tee(s[0], q[1], 10, 0));
	show("flags", tee(p[0], q[1], 10, 0x100));
	show("wrong ends", tee(p[1], q[0], 10, 0));
	show("tee", tee(p[0], q[1], 10, 0));
	// A write behind what was copied does not go into the copy.
	put(p[1], 10, 10);
	put(q[1], 10, 30);
	has("copy", q[0], 0);
	has("original", p[0], 0);
	put(p[1], 0, 4);
	while (write(q[1], buf, 4096) > 0);
	show("into a full one", tee(p[0], q[1], 10, SPLICE_F_NONBLOCK));
	close(p[1]);
	has("original", p[0], 0);
	show("end", tee(p[0], q[1], 10, 0));
}
static void vmsplices(void)
{
	struct iovec v[3] = { { buf, 100 }, { buf + 100, 5000 }, { buf + 5100, 7 } };
	renew();
	put(p[1], 0, 50);
	has("before", p[0], 0);
	put(p[1], 0, 0);
	make(buf, 0, sizeof buf);
	show("vmsplice", vmsplice(p[1], v, 3, 0));
	has("there", p[0], 0);
	show("out", vmsplice(p[0], v, 1, SPLICE_F_NONBLOCK));
	CHECK(write(p[1], buf, 300) == 300);
	struct iovec to[2] = { { back, 10 }, { back + 10, 200 } };
	show("out", vmsplice(p[0], to, 2, 0));
	CHECK(right(back, 0, 210));
	has("left", p[0], 210);
	show("none", vmsplice(p[1], v, 0, 0));
	show("too many", vmsplice(p[1], v, 1025, 0));
	show("bad vector", vmsplice(p[1], (void *)8, 1, 0));
	show("bad memory", vmsplice(p[1], &(struct iovec){ (void *)8, 10 }, 1, 0));
	show("flags", vmsplice(p[1], v, 1, 0x80));
	show("not a pipe", vmsplice(s[0], v, 1, 0));
	show("not a pipe", vmsplice(file, v, 1, 0));
	show("closed", vmsplice(999, v, 1, 0));
	v[0] = (struct iovec){ make(back, 0, sizeof back), sizeof back };
	show("more than fits", vmsplice(p[1], v, 1, SPLICE_F_NONBLOCK) > 0);
	show("full", vmsplice(p[1], v, 1, SPLICE_F_NONBLOCK));
	close(p[0]);
	show("no reader", vmsplice(p[1], v, 1, 0));
}
static void sendfiles(void)
{
	off_t off = 10;
	renew();
	put(file, 0, 5000);
	show("sendfile to a pipe", sendfile(p[1], file, &off, 2000));
	printf("offset %d\n", (int)off);
	put(p[1], 2010, 10);
	has("there", p[0], 10);
	lseek(file, 4000, SEEK_SET);
	show("to a socket", sendfile(s[0], file, 0, 5000));
	has("there", s[1], 4000);
	show("end", sendfile(s[0], file, 0, 5000));
	show("from a pipe", sendfile(file, p[0], 0, 10));
	put(p[1], 0, 100);
	show("from a pipe with data", sendfile(file, p[0], 0, 10));
	show("from a socket", sendfile(p[1], s[0], 0, 10));
	has("left", p[0], 0);
	off = 0;
	while (write(p[1], buf, 4096) > 0);
	show("to a full pipe", sendfile(p[1], file, &off, 10));
	show("wrong end", sendfile(p[0], file, &off, 10));
	close(p[0]);
	show("no reader", sendfile(p[1], file, &off, 10));
	show("copy_file_range to a pipe", copy_file_range(file, 0, q[1], 0, 10, 0));
	show("copy_file_range from a pipe", copy_file_range(q[0], 0, file, 0, 10, 0));
	show("copy_file_range between pipes", copy_file_range(q[0], 0, q[1], 0, 10, 0));
	show("copy_file_range from a socket", copy_file_range(s[0], 0, file, 0, 10, 0));
}
int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	file = open("file", O_RDWR | O_CREAT, 0600);
	splices();
	puts("tee");
	tees();
	puts("vmsplice");
	vmsplices();
	puts("sendfile");
	sendfiles();
	return done();
}
