/* vdso */
/* run: dynamic static static-pie loader */
#include "check.h"
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <pthread.h>
// brk by number: grow, shrink, regrow gives zeroes, huge and bad sizes, RLIMIT_DATA, faults beyond it, fork.
// malloc is not called here: it would set the break itself.
static char *brk_(void *p) { return (char *)syscall(SYS_brk, p); }
static char *base;
static sigjmp_buf env;
static void fault(int sig) { siglongjmp(env, 1); }
static int touch(volatile char *p, int write)
{
	if (sigsetjmp(env, 1)) return 0;
	if (write) *p = 1;
	else (void)*p;
	return 1;
}
static int zero(const char *p, size_t n) { for (size_t i = 0; i < n; i++) if (p[i]) return 0; return 1; }

static void limited(void)
{
	struct rlimit r = { 64 << 20, 64 << 20 };
	CHECK(!setrlimit(RLIMIT_DATA, &r));
	printf("within the limit %d\n", brk_(base + (8 << 20)) == base + (8 << 20));
	printf("over the limit %d\n", brk_(base + (128 << 20)) == base + (8 << 20));
	printf("memory kept %d\n", touch(base + (8 << 20) - 1, 1));
	printf("shrink %d\n", brk_(base + 4096) == base + 4096);
	r.rlim_cur = 0;
	CHECK(!setrlimit(RLIMIT_DATA, &r));
	printf("no limit left %d\n", brk_(base + 8192) == base + 4096);
	printf("shrink with no limit left %d\n", brk_(base) == base);
	r.rlim_cur = 64 << 20;
	CHECK(!setrlimit(RLIMIT_DATA, &r));
	printf("limit raised %d\n", brk_(base + 8192) == base + 8192);
}
static void space(void)
{
	struct rlimit r = { 0, RLIM_INFINITY };
	CHECK(!setrlimit(RLIMIT_AS, &r));
	printf("RLIMIT_AS %d\n", brk_(base + (1 << 20)) == base);
}
static void *thread(void *arg)
{
	printf("grown by a thread %d\n", brk_(base + 65536) == base + 65536);
	memset(base, 7, 65536);
	return 0;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = fault };
	sigaction(SIGSEGV, &sa, 0);
	sigaction(SIGBUS, &sa, 0);
	char *first = brk_(0);
	CHECK(first && brk_(0) == first && brk_((void *)-1) == first);
	base = (char *)(((uintptr_t)first + 4095) & -4096);
	CHECK(brk_(base) == base && brk_(0) == base);
	printf("beyond the break: read %d write %d\n", touch(base + 4096, 0), touch(base + 4096, 1));
	CHECK(brk_(base + 10) == base + 10 && brk_(0) == base + 10);
	printf("first page %d, second %d\n", touch(base, 1), touch(base + 4096, 1));
	CHECK(brk_(base + (1 << 20)) == base + (1 << 20));
	CHECK(zero(base + 1, (1 << 20) - 1));
	memset(base, 0x5a, 1 << 20);
	CHECK(brk_(base + 5000) == base + 5000);
	printf("shrunk: kept %d, same page %d, gone %d\n", base[4999] == 0x5a, touch(base + 8191, 0), touch(base + 8192, 1));
	CHECK(brk_(base + 100000) == base + 100000);
	printf("regrown: old kept %d, rest zero %d\n", base[4999] == 0x5a, zero(base + 8192, 100000 - 8192));
	CHECK(brk_(base) == base && brk_(base + 4096) == base + 4096);
	printf("emptied and regrown: zero %d\n", zero(base, 4096));
	CHECK(brk_(base + (200L << 20)) == base + (200L << 20));
	printf("200 MiB: ends usable %d %d\n", touch(base, 1), touch(base + (200L << 20) - 1, 1));
	char *big = brk_(0);
	printf("2^46 %d, 2^62 %d, -4096 %d, 1 %d, below the start %d\n", brk_(base + (1L << 46)) == big, brk_(base + (1L << 62)) == big,
		brk_((void *)-4096) == big, brk_((void *)1) == big, brk_(base - (1L << 30)) == big);
	CHECK(brk_(0) == big && brk_(base) == base);
	printf("after it is given back %d\n", touch(base + (100L << 20), 0));
	in_child("limits", limited);
	in_child("address space", space);
	CHECK(brk_(0) == base);
	// A child has its own break and its own copy.
	CHECK(brk_(base + 8192) == base + 8192);
	base[0] = 1;
	pid_t p = fork();
	if (!p) {
		base[0] = 2;
		_exit(brk_(base + (1 << 20)) == base + (1 << 20) && zero(base + 8192, (1 << 20) - 8192) ? 3 : 1);
	}
	int st;
	waitpid(p, &st, 0);
	status("child", st);
	printf("parent's break %d and data %d\n", brk_(0) == base + 8192, base[0] == 1);
	pthread_t t;
	CHECK(!pthread_create(&t, 0, thread, 0) && !pthread_join(t, 0));
	printf("seen here %d\n", brk_(0) == base + 65536 && base[65535] == 7);
	printf("mapping over it %d\n", mmap(base + 8192, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0) == base + 8192 && !touch(base + 8192, 0));
	printf("protect %d\n", !mprotect(base + 4096, 4096, PROT_READ) && !touch(base + 4096, 1) && touch(base + 4096, 0));
	show("brk(3)", brk(base));
	CHECK(sbrk(0) == brk_(0));
	show("sbrk(3)", (long)sbrk(4096));
	return done();
}
