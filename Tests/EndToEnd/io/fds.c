#include "check.h"
#include <sys/resource.h>
#include <sys/stat.h>
// Descriptors: lowest free number, dup, dup2, dup3, flags, limits, close_range, after fork.
int main(void)
{
	int a = open("/dev/null", O_RDONLY), b = dup(a), c = open("file", O_RDWR | O_CREAT, 0600);
	CHECK(b == a + 1 && c == b + 1);
	close(b);
	int p[2];
	CHECK(!pipe(p));
	printf("pipe takes the hole: %d, then the next: %d\n", p[0] == b, p[1] == c + 1);
	show("dup2", dup2(a, 50) - 50);
	show("dup2 to itself", dup2(50, 50) - 50);
	show("dup2 closed to itself", dup2(60, 60));
	show("dup2 negative", dup2(a, -1));
	show("dup2 too large", dup2(a, 1 << 28));
	show("dup3 to itself", dup3(a, a, 0));
	show("dup3", dup3(a, 51, O_CLOEXEC) - 51);
	printf("flags %d %d\n", fcntl(50, F_GETFD), fcntl(51, F_GETFD));
	show("F_DUPFD", fcntl(a, F_DUPFD, 50) - 52);
	show("F_DUPFD_CLOEXEC", fcntl(a, F_DUPFD_CLOEXEC, 100) - 100);
	show("F_DUPFD negative", fcntl(a, F_DUPFD, -1));
	show("F_SETFD", fcntl(50, F_SETFD, FD_CLOEXEC));
	printf("flags %d\n", fcntl(50, F_GETFD));
	write(c, "0123456789", 10);
	int d = dup(c);
	lseek(d, 3, SEEK_SET);
	show("a copy shares the offset", lseek(c, 0, SEEK_CUR));
	fcntl(d, F_SETFL, O_APPEND);
	printf("and the status flags %d\n", !!(fcntl(c, F_GETFL) & O_APPEND));
	printf("access mode %d %d\n", fcntl(c, F_GETFL) & O_ACCMODE, fcntl(a, F_GETFL) & O_ACCMODE);
	int e = open("file", O_RDONLY);
	show("another open does not", lseek(e, 0, SEEK_CUR));
	pid_t k = fork();
	if (!k) { lseek(c, 7, SEEK_SET); close(a); dup2(c, 0); _exit(0); }
	waitpid(k, 0, 0);
	show("a child shares the offset", lseek(c, 0, SEEK_CUR));
	show("but not the table", fcntl(a, F_GETFD));
	show("fcntl of a closed one", fcntl(77, F_GETFL));
	show("bad command", fcntl(a, 9999));
	show("close", close(e));
	show("close again", close(e));
	show("close -1", close(-1));
	show("close_range", syscall(SYS_close_range, 50, 200, 0));
	show("50", fcntl(50, F_GETFD));
	show("close_range backward", syscall(SYS_close_range, 5, 4, 0));
	struct rlimit r = { 20, 20 };
	CHECK(!setrlimit(RLIMIT_NOFILE, &r));
	int n = 0;
	while (open("/dev/null", O_RDONLY) >= 0) n++;
	printf("limit: %s, highest %d\n", ename(errno), fcntl(19, F_GETFD) == 0);
	show("dup at the limit", dup(a));
	show("pipe at the limit", pipe(p));
	show("dup2 over the limit", dup2(a, 20));
	printf("getdtablesize %d, sysconf %ld\n", getdtablesize(), sysconf(_SC_OPEN_MAX));
	return done();
}
