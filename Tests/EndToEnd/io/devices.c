/* root */
// The character devices that hold nothing: access modes, lengths, arrays, names that are others.
#include "check.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>

static char b[8192];

static int all(char c, size_t n)
{
	for (size_t i = 0; i < n; i++) if (b[i] != c) return 0;
	return 1;
}

static void device(const char *name, int flags)
{
	int fd = open(name, flags);
	if (fd < 0) return (void)show(name, fd);
	printf("%s %x: F_GETFL %x F_GETFD %x\n", name, flags, fcntl(fd, F_GETFL), fcntl(fd, F_GETFD));
	// More than once: the kernel may look closer then.
	for (int i = 0; i < 4; i++) {
		int pool = strstr(name, "random") != 0;
		for (int n = 0; n < 300; n += 75) {
			memset(b, 'x', sizeof b);
			show("read", read(fd, b, n));
			if (!pool) printf("%d %d\n", all(0, n), all('x', n));
			if (!pool || (flags & O_ACCMODE) == O_RDONLY) show("write", write(fd, b, n));
		}
		struct iovec v[3] = { { b, 5 }, { b + 100, 0 }, { b + 200, 4 } };
		memset(b, 'x', sizeof b);
		show("readv", readv(fd, v, 3));
		if (!pool) printf("%d %d %d %d\n", b[0], b[5], b[203], b[204]);
		show("writev", writev(fd, v, 3));
		show("writev of nothing", writev(fd, v + 1, 1));
		show("readv of nothing", readv(fd, v + 1, 1));
		show("readv of none", readv(fd, v, 0));
	}
	show("pread", pread(fd, b, 3, 7));
	show("pwrite", pwrite(fd, b, 0, 7));
	show("lseek", lseek(fd, 5, SEEK_SET));
	show("lseek", lseek(fd, 0, SEEK_CUR));
	int n = 9;
	show("FIONREAD", ioctl(fd, FIONREAD, &n));
	show("FIONBIO", ioctl(fd, FIONBIO, &n));
	printf("F_GETFL %x\n", fcntl(fd, F_GETFL));
	struct pollfd p = { fd, POLLIN|POLLOUT|POLLPRI, 0 };
	show("poll", poll(&p, 1, 0));
	printf("revents %x\n", p.revents);
	int e = epoll_create1(0);
	show("epoll", epoll_ctl(e, EPOLL_CTL_ADD, fd, &(struct epoll_event){ .events = EPOLLIN }));
	close(e);
	struct stat st;
	show("fstat", fstat(fd, &st));
	printf("mode %o %x\n", st.st_mode & S_IFMT, (unsigned)st.st_rdev);
	int other = dup(fd);
	close(fd);
	memset(b, 'x', sizeof b);
	show("read of the duplicate", read(other, b, 8));
	show("write to the duplicate", strstr(name, "random") ? 0 : write(other, b, 8));
	show("fsync", fsync(other));
	show("ftruncate", ftruncate(other, 0));
	show("isatty", isatty(other));
	close(other);
	show("read of a closed one", read(other, b, 8));
}

static void mapped(void)
{
	int fd = open("/dev/zero", O_RDWR);
	char *p = mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE, fd, 0);
	CHECK(p != MAP_FAILED && *p == 0);
	*p = 1;
	munmap(p, 4096);
	close(fd);
}

// A name at the end of a page, after which there is nothing.
static void at_the_end(const char *name)
{
	char *p = mmap(0, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	munmap(p + 4096, 4096);
	char *s = p + 4096 - strlen(name) - 1;
	strcpy(s, name);
	int fd = open(s, O_RDWR);
	for (int i = 0; i < 4; i++) show(name, fd < 0 ? fd : read(fd, b, 3));
	close(fd);
	munmap(p, 4096);
}

static void threads_of_names(void)
{
	int p[2];
	pipe(p);
	write(p[1], "hello", 5);
	char name[64];
	snprintf(name, sizeof name, "/dev/fd/%d", p[0]);
	int fd = open(name, O_RDONLY);
	memset(b, 0, sizeof b);
	show("another way to a pipe", read(fd, b, 3));
	puts(b);
	memset(b, 0, sizeof b);
	show("the pipe", read(p[0], b, 3));
	puts(b);
	close(fd);
	close(p[0]);
	close(p[1]);
}

// In a root of our own the names are of other things.
static void others(void)
{
	mkdir("root", 0755);
	mkdir("root/dev", 0755);
	CHECK(!chroot("root"));
	chdir("/");
	int fd = open("/dev/null", O_RDWR|O_CREAT|O_TRUNC, 0644);
	for (int i = 0; i < 5; i++) show("a file called null", write(fd, "abc", 3));
	show("lseek", lseek(fd, 0, SEEK_SET));
	memset(b, 0, sizeof b);
	show("read", read(fd, b, 100));
	puts(b);
	close(fd);
	mknod("/dev/zero", S_IFCHR|0666, makedev(1, 3));
	fd = open("/dev/zero", O_RDWR);
	for (int i = 0; i < 5; i++) show("null called zero", read(fd, b, 3));
	close(fd);
	mkfifo("/dev/full", 0666);
	fd = open("/dev/full", O_RDWR|O_NONBLOCK);
	for (int i = 0; i < 5; i++) show("a pipe called full", read(fd, b, 3));
	show("write", write(fd, b, 3));
	show("read", read(fd, b, 3));
	close(fd);
	unlink("/dev/null"); unlink("/dev/zero"); unlink("/dev/full");
}

int main(void)
{
	static const char *names[] = { "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom" };
	static const int flags[] = { O_RDONLY, O_WRONLY, O_RDWR, O_RDWR|O_NONBLOCK|O_CLOEXEC, O_RDWR|O_APPEND, O_WRONLY|O_CREAT|O_TRUNC,
		O_PATH, O_RDONLY|O_DIRECTORY, O_RDWR|O_CREAT|O_EXCL, O_RDWR|O_DIRECT, 3, O_RDWR|O_NOFOLLOW, O_RDWR|O_TMPFILE };
	for (int i = 0; i < 5; i++) for (int k = 0; k < 13; k++) device(names[i], flags[k]);
	device("/dev/nullx", O_RDWR);
	device("/dev/nul", O_RDWR);
	device("/dev/null/", O_RDWR);
	device("/dev//zero", O_RDWR);
	device("", O_RDWR);
	for (int i = 0; i < 5; i++) at_the_end(names[i]);
	mapped();
	threads_of_names();
	in_child("in a root of its own", others);
	show("unknown descriptor", read(999, b, 1));
	show("bad name", open((char *)8, O_RDWR));
	show("no name", open(0, O_RDWR));
	int fd = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
	for (int i = 0; i < 4; i++) {
		show("null from nowhere", write(fd, (void *)8, 100));
		show("null from the host's", write(fd, (void *)-8, 100));
		show("zero to nowhere", read(zero, (void *)8, 100));
		char *p = mmap(0, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
		munmap(p + 4096, 4096);
		memset(p + 4000, 'x', 96);
		show("a name without an end", open(p + 4000, O_RDWR));
		memcpy(p + 4092, "/dev", 4);
		show("a name without an end", open(p + 4092, O_RDWR));
		show("zero to a part", read(zero, p + 4000, 200));
		munmap(p, 4096);
	}
	return done();
}
