#include "check.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
// /dev/null, zero, full, random, urandom: what each call gives on each.
static char *edge;
static char buf[200000];
static void is(const char *what, long r, int filled)
{
	printf("  %s: %ld %s", what, r, r < 0 ? ename(errno) : "");
	if (r > 0 && filled) {
		int zero = 1, same = 1;
		for (long i = 0; i < r; i++) { zero &= buf[i] == 0; same &= buf[i] == '#'; }
		// Of few random bytes nothing can be said.
		if (r > 16) printf(" %s", zero ? "zeros" : same ? "untouched" : "random");
	}
	puts("");
	memset(buf, '#', sizeof buf);
}
static void device(const char *path, int flags)
{
	static const long sizes[] = { 0, 1, 7, 64, 255, 256, 257, 4096, 65537, 200000 };
	struct stat st;
	int fd = open(path, flags), n = -3;
	puts(path);
	if (!CHECK(fd >= 0)) return;
	memset(buf, '#', sizeof buf);
	for (int i = 0; i < 10; i++) { printf("%ld\n", sizes[i]); is("read", read(fd, buf, sizes[i]), 1); if ((flags & O_ACCMODE) == O_RDWR) is("write", write(fd, buf, sizes[i]), 0); }
	is("pread", pread(fd, buf, 100, 5), 1);
	is("pread negative", pread(fd, buf, 100, -5), 1);
	is("pwrite", pwrite(fd, buf, 100, 5), 0);
	struct iovec v[3] = { { buf, 30 }, { 0, 0 }, { buf + 30, 70 } }, bad[2] = { { buf, 30 }, { (void *)8, 30 } };
	is("readv", readv(fd, v, 3), 1);
	is("writev", writev(fd, v, 3), 0);
	is("readv none", readv(fd, v, 0), 0);
	is("readv bad", readv(fd, bad, 2), 0);
	is("writev bad", writev(fd, bad, 2), 0);
	is("readv bad vector", readv(fd, (void *)8, 1), 0);
	is("writev bad vector", writev(fd, (void *)8, 1), 0);
	is("read bad", read(fd, (void *)8, 10), 0);
	is("read NULL", read(fd, 0, 10), 0);
	is("read bad of nothing", read(fd, (void *)8, 0), 0);
	is("read beyond all", read(fd, (void *)-4096L, 10), 0);
	is("write bad", write(fd, (void *)8, 10), 0);
	is("write beyond all", write(fd, (void *)-4096L, 10), 0);
	is("read over the edge", read(fd, edge - 100, 200), 0);
	is("read at the edge", read(fd, edge, 200), 0);
	is("read a page over the edge", read(fd, edge - 4096, 4200), 0);
	is("write over the edge", write(fd, edge - 100, 200), 0);
	if (!strstr(path, "random")) {
		is("read INT_MAX over the edge", read(fd, edge - 100, INT_MAX), 0);
		is("write INT_MAX over the edge", write(fd, edge - 100, INT_MAX), 0);
	}
	is("read -1", read(fd, buf, -1), 0);
	is("write -1", write(fd, buf, -1), 0);
	for (int w = SEEK_SET; w <= SEEK_HOLE; w++) is("seek", lseek(fd, 10, w), 0);
	is("seek -1", lseek(fd, -1, SEEK_SET), 0);
	is("seek 99", lseek(fd, 0, 99), 0);
	is("read after seeking", read(fd, buf, 20), 1);
	CHECK(!fstat(fd, &st));
	printf("  mode %o, device %x:%x, size %ld\n", st.st_mode, major(st.st_rdev), minor(st.st_rdev), (long)st.st_size);
	CHECK(!stat(path, &st) && S_ISCHR(st.st_mode));
	struct pollfd p = { fd, -1, 0 };
	int k = poll(&p, 1, 0);
	printf("  poll %d %x\n", k, p.revents & 0xffff);
	fd_set r, w, x;
	FD_ZERO(&r); FD_ZERO(&w); FD_ZERO(&x);
	FD_SET(fd, &r); FD_SET(fd, &w); FD_SET(fd, &x);
	k = select(fd + 1, &r, &w, &x, &(struct timeval){ 0 });
	printf("  select %d %d%d%d\n", k, !!FD_ISSET(fd, &r), !!FD_ISSET(fd, &w), !!FD_ISSET(fd, &x));
	struct epoll_event ev = { EPOLLIN | EPOLLOUT, { 0 } };
	int e = epoll_create1(0);
	is("epoll", epoll_ctl(e, EPOLL_CTL_ADD, fd, &ev), 0);
	close(e);
	is("FIONREAD", ioctl(fd, FIONREAD, &n), 0);
	is("ftruncate", ftruncate(fd, 0), 0);
	is("fsync", fsync(fd), 0);
	is("isatty", isatty(fd), 0);
	is("RNDGETENTCNT", ioctl(fd, _IOR('R', 0, int), &n) == 0, 0);
	is("RNDGETENTCNT bad", ioctl(fd, _IOR('R', 0, int), 8), 0);
	is("unknown ioctl", ioctl(fd, 0x5299, 0), 0);
	close(fd);
	// Opened another way.
	is("O_WRONLY", (k = open(path, O_WRONLY | O_APPEND | O_TRUNC | O_CREAT, 0600)) >= 0 ? write(k, buf, 3) : -1, 0);
	is("read of O_WRONLY", read(k, buf, 3), 0);
	close(k);
	k = open(path, O_RDONLY);
	is("write of O_RDONLY", write(k, buf, 3), 0);
	close(k);
	is("O_DIRECTORY", open(path, O_RDONLY | O_DIRECTORY), 0);
	is("O_CREAT and O_EXCL", open(path, O_RDWR | O_CREAT | O_EXCL, 0600), 0);
	k = openat(open("/dev", O_RDONLY | O_DIRECTORY), path + 5, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	is("by its directory", read(k, buf, 40), 1);
	printf("  flags %x %x\n", fcntl(k, F_GETFL), fcntl(k, F_GETFD));
	char other_path[64];
	snprintf(other_path, sizeof other_path, "/dev/../dev/./%s", path + 5);
	k = open(other_path, O_RDONLY);
	is("by another name", read(k, buf, 40), 1);
	unlink("link");
	CHECK(!symlink(path, "link"));
	k = open("link", O_RDONLY);
	is("by a link", read(k, buf, 40), 1);
}
int main(void)
{
	char *m = mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	edge = m + 2 * 4096;
	mprotect(edge, 4096, PROT_NONE);
	device("/dev/null", O_RDWR);
	device("/dev/zero", O_RDWR);
	device("/dev/full", O_RDWR);
	device("/dev/random", O_RDONLY);
	device("/dev/urandom", O_RDONLY);
	return done();
}
