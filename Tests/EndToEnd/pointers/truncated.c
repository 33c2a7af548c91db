#include "check.h"
#include <sys/mman.h>
// Answers from memory to a page of a shared file mapping that the file no longer reaches.
static void answers(const char *when, char *p)
{
	printf("%s: getresuid", when);
	printf(" %ld", syscall(SYS_getresuid, p, p + 4, p + 8));
	printf(" getcpu %ld", syscall(SYS_getcpu, p, 0, 0));
	printf(" clock_gettime %ld\n", syscall(SYS_clock_gettime, 0, p));
}
int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
	CHECK(fd >= 0 && !ftruncate(fd, 8192));
	char *p = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(p != MAP_FAILED);
	answers("whole", p + 4096);
	CHECK(!ftruncate(fd, 4096));
	answers("cut by ftruncate", p + 4096);
	CHECK(!ftruncate(fd, 8192));
	answers("whole again", p + 4096);
	CHECK(!truncate("file", 0));
	answers("cut by truncate", p + 4096);
	return done();
}
