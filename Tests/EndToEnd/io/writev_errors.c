#include "check.h"
#include <sys/mman.h>
#include <sys/uio.h>
// writev, readv, pwritev, preadv: counts, limits, bad parts, partial results.
int main(void)
{
	static struct iovec many[1100];
	char buf[64] = "", a[4], b[8];
	int fd = open("file", O_RDWR | O_CREAT, 0600), p[2];
	struct iovec v[4] = { { "one ", 4 }, { 0, 0 }, { "two ", 4 }, { "three", 5 } };
	show("writev", writev(fd, v, 4));
	pread(fd, buf, 63, 0);
	puts(buf);
	lseek(fd, 2, SEEK_SET);
	struct iovec r[3] = { { a, 3 }, { b, 0 }, { b, 8 } };
	show("readv", readv(fd, r, 3));
	printf("%.3s|%.8s\n", a, b);
	show("readv at the end", readv(fd, r, 3));
	show("no parts", writev(fd, v, 0));
	show("negative count", writev(fd, v, -1));
	for (int i = 0; i < 1100; i++) many[i] = (struct iovec){ "m", 1 };
	show("IOV_MAX", writev(fd, many, IOV_MAX));
	show("IOV_MAX + 1", writev(fd, many, IOV_MAX + 1));
	printf("sysconf %ld\n", sysconf(_SC_IOV_MAX));
	v[1] = (struct iovec){ "x", SSIZE_MAX };
	v[3].iov_len = 5;
	show("sum over SSIZE_MAX", writev(fd, v, 4));
	v[1].iov_len = (size_t)-1;
	show("length -1", writev(fd, v, 4));
	char *m = mmap(0, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	munmap(m + 4096, 4096);
	memset(m, 'm', 4096);
	CHECK(!pipe(p));
	v[1] = (struct iovec){ m + 4096, 4 };
	show("bad second part to a file", writev(fd, v, 4));
	show("bad second part to a pipe", writev(p[1], v, 4));
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	show("in the pipe then", read(p[0], buf, sizeof buf));
	v[0] = (struct iovec){ (void *)8, 4 };
	show("bad first part", writev(fd, v, 2));
	v[0] = (struct iovec){ (void *)8, 0 };
	v[1] = (struct iovec){ "ok", 2 };
	show("bad address of nothing", writev(fd, v, 2));
	show("bad vector", syscall(SYS_writev, fd, m + 4096, 2));
	struct iovec *edge = (struct iovec *)(m + 4096) - 1;
	*edge = (struct iovec){ "e", 1 };
	show("vector across the edge", syscall(SYS_writev, fd, edge, 2));
	show("vector up to the edge", syscall(SYS_writev, fd, edge, 1));
	show("bad descriptor", writev(999, v, 2));
	int ro = open("file", O_RDONLY);
	show("read-only", writev(ro, v, 2));
	show("pwritev", pwritev(fd, (struct iovec[]){ { "AB", 2 }, { "CD", 2 } }, 2, 1));
	pread(fd, buf, 6, 0);
	printf("%.6s\n", buf);
	show("preadv", preadv(fd, (struct iovec[]){ { a, 2 }, { b, 2 } }, 2, 2));
	printf("%.2s%.2s\n", a, b);
	show("pwritev negative", pwritev(fd, v, 2, -1));
	show("pwritev to a pipe", pwritev(p[1], v + 1, 1, 0));
	show("preadv2 flags", syscall(SYS_preadv2, fd, r, 1, 0L, 0L, 0x7777));
	show("preadv2 at the offset", syscall(SYS_preadv2, fd, r, 1, -1L, 0L, 0));
	return done();
}
