#include "check.h"
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <sys/uio.h>
// sendfile, splice, tee, vmsplice, copy_file_range, fallocate, xattr, sync.
int main(void)
{
	static char data[100000], back[100000];
	for (int i = 0; i < 100000; i++) data[i] = i * 7 + i / 256;
	int a = open("a", O_RDWR | O_CREAT, 0600), b = open("b", O_RDWR | O_CREAT, 0600), p[2], q[2];
	CHECK(!pipe(p) && !pipe(q) && write(a, data, sizeof data) == sizeof data);
	off_t off = 1000;
	show("sendfile", sendfile(b, a, &off, 50000));
	printf("offset %ld\n", (long)off);
	show("sendfile past the end", sendfile(b, a, &(off_t){ 200000 }, 10));
	pread(b, back, 50000, 0);
	CHECK(!memcmp(back, data + 1000, 50000));
	show("sendfile from a pipe", sendfile(b, p[0], 0, 10));
	loff_t from = 10, to = 60000;
	show("copy_file_range", copy_file_range(a, &from, b, &to, 30000, 0));
	pread(b, back, 30000, 60000);
	CHECK(!memcmp(back, data + 10, 30000));
	printf("offsets %ld %ld\n", (long)from, (long)to);
	show("copy_file_range to a pipe", copy_file_range(a, 0, p[1], 0, 10, 0));
	from = 500;
	show("splice in", splice(a, &from, p[1], 0, 1000, 0));
	show("tee", tee(p[0], q[1], 600, 0));
	CHECK(read(q[0], back, 1000) == 600 && !memcmp(back, data + 500, 600));
	to = 0;
	show("splice out", splice(p[0], 0, b, &to, 1000, 0));
	pread(b, back, 1000, 0);
	CHECK(!memcmp(back, data + 500, 1000));
	show("splice files", splice(a, &from, b, &to, 10, 0));
	show("splice empty", splice(p[0], 0, b, &to, 10, SPLICE_F_NONBLOCK));
	struct iovec v = { data, 3000 };
	show("vmsplice", vmsplice(p[1], &v, 1, 0));
	CHECK(read(p[0], back, 3000) == 3000 && !memcmp(back, data, 3000));
	struct stat s;
	show("fallocate", fallocate(b, 0, 0, 200000));
	fstat(b, &s);
	printf("size %ld\n", (long)s.st_size);
	show("fallocate keep", fallocate(b, 1, 0, 400000));
	fstat(b, &s);
	printf("size %ld\n", (long)s.st_size);
	show("punch", fallocate(b, 3, 0, 4096));
	pread(b, back, 10, 0);
	CHECK(!back[0] && !back[9]);
	code("posix_fallocate", posix_fallocate(b, 0, 10));
	code("posix_fallocate bad", posix_fallocate(b, 0, 0));
	show("fallocate negative", fallocate(b, 0, -1, 10));
	code("posix_fadvise", posix_fadvise(a, 0, 0, POSIX_FADV_DONTNEED));
	code("posix_fadvise pipe", posix_fadvise(p[0], 0, 0, POSIX_FADV_NORMAL));
	char text[64] = "";
	if (!setxattr("a", "user.name", "value", 5, XATTR_CREATE)) {
		show("again", setxattr("a", "user.name", "value", 5, XATTR_CREATE));
		show("getxattr", getxattr("a", "user.name", text, sizeof text));
		show("short", fgetxattr(a, "user.name", text, 2));
		show("list", listxattr("a", 0, 0) > 0 ? 0 : -1);
		show("remove", removexattr("a", "user.name"));
	} else printf("xattr: %s\n", ename(errno));
	show("getxattr none", getxattr("a", "user.none", text, sizeof text));
	show("fsync", fsync(a));
	show("fdatasync", fdatasync(b));
	show("fsync of a pipe", fsync(p[0]));
	show("sync_file_range", sync_file_range(a, 0, 0, 2));
	show("syncfs", syncfs(a));
	return done();
}
