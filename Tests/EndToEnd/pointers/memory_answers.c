/* vdso */
/* run: dynamic static static-pie loader */
#include "check.h"
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/utsname.h>
// Bad pointers in the calls that may be answered from memory: EFAULT, never a crash, and nothing half-written is kept back.
static long call(int i, void *p, void *good)
{
	switch (i) {
	case 0: return syscall(SYS_uname, p);
	case 1: return syscall(SYS_clock_gettime, CLOCK_MONOTONIC, p);
	case 2: return syscall(SYS_clock_gettime, CLOCK_REALTIME_COARSE, p);
	case 3: return syscall(SYS_clock_gettime, CLOCK_PROCESS_CPUTIME_ID, p);
	case 4: return syscall(SYS_clock_getres, CLOCK_MONOTONIC, p);
	case 5: return syscall(SYS_gettimeofday, p, (void *)0);
	case 6: return syscall(SYS_gettimeofday, (void *)0, p);
	case 7: return syscall(SYS_time, p) > 0 ? 0 : -1;
	case 8: return syscall(SYS_getcpu, p, (void *)0, (void *)0);
	case 9: return syscall(SYS_getcpu, (void *)0, p, (void *)0);
	case 10: return syscall(SYS_getresuid, p, good, (char *)good + 8);
	case 11: return syscall(SYS_getresuid, good, p, (char *)good + 8);
	case 12: return syscall(SYS_getresuid, good, (char *)good + 8, p);
	case 13: return syscall(SYS_getresgid, p, good, (char *)good + 8);
	case 14: return syscall(SYS_getresgid, good, p, (char *)good + 8);
	case 15: return syscall(SYS_getresgid, good, (char *)good + 8, p);
	}
	return 0;
}
static const char *names[] = { "uname", "clock_gettime", "clock_gettime coarse", "clock_gettime cpu", "clock_getres", "gettimeofday",
	"gettimeofday zone", "time", "getcpu", "getcpu node", "getresuid 1", "getresuid 2", "getresuid 3", "getresgid 1", "getresgid 2", "getresgid 3" };
static const int sizes[] = { sizeof(struct utsname), 16, 16, 16, 16, 16, 8, 8, 4, 4, 4, 4, 4, 4, 4, 4 };
static void see(const char *where, void *p)
{
	static char good[64];
	printf("%s:", where);
	for (int i = 0; i < 16; i++) {
		errno = 0;
		long r = call(i, p, good);
		if (r == -1) printf(" %s", errno == EFAULT ? "F" : ename(errno));
		else printf(" %ld", r);
	}
	puts("");
}

int main(void)
{
	char stack[512] __attribute__((aligned(16)));
	static char data[512] __attribute__((aligned(16)));
	char *heap = malloc(512);
	char *m = mmap(0, 4 * 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 16; i++) printf("%d %s\n", i, names[i]);
	see("null", 0);
	see("1", (void *)1);
	see("-1", (void *)-1);
	see("-8", (void *)-8);
	see("non-canonical", (void *)0x8000000000000000);
	see("kernel's", (void *)0xffffffff81000000);
	see("stack", stack);
	see("data", data);
	see("heap", heap);
	see("read-only text", (void *)see);
	see("read-only string", "constant");
	see("mapped", m);
	see("odd address", m + 3);
	munmap(m + 4096, 4096);
	see("unmapped after use", m + 4096);
	see("good page again", m);
	mprotect(m, 4096, PROT_READ);
	see("read-only", m);
	mprotect(m, 4096, PROT_NONE);
	see("no access", m);
	mprotect(m, 4096, PROT_READ|PROT_WRITE);
	see("writable again", m);
	CHECK(mmap(m + 4096, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0) == m + 4096);
	see("mapped again", m + 4096);
	mprotect(m + 8192, 4096, PROT_NONE);
	// Results that begin on a good page and end on a bad one, and that just fit.
	for (int i = 0; i < 16; i++) {
		long over = call(i, m + 8192 - sizes[i] / 2, data), e = errno, fits = call(i, m + 8192 - sizes[i], data);
		printf("%s: across %ld %s, up to the edge %ld\n", names[i], over, over ? ename(e) : "", fits);
	}
	int fd = open("file", O_RDWR|O_CREAT, 0600);
	ftruncate(fd, 4096);
	char *f = mmap(0, 8192, PROT_READ|PROT_WRITE, MAP_SHARED, fd, 0);
	see("file", f);
	see("beyond the file", f + 4096);
	see("as good as before", stack);
	// A bad clock is told before a bad pointer, and the other way round by nothing.
	show("bad clock and pointer", syscall(SYS_clock_gettime, 99, 8));
	show("clock_getres null", syscall(SYS_clock_getres, CLOCK_MONOTONIC, 0));
	show("clock_getres bad clock, null", syscall(SYS_clock_getres, 99, 0));
	return done();
}
