// Addresses that calls cannot use, each of its own kind, and a round over them: as the program is, with SIGSEGV and
// SIGBUS blocked, and with handlers for them, which a bad pointer given to a call must not run.
#include "check.h"
#include <sys/mman.h>

enum { NOWHERE, UNMAPPED, FORBIDDEN, READ_ONLY, CROSSING, KERNEL, NOT_CANONICAL, WRAPPING, BADS };
static const char *const bad_names[] = { "null", "unmapped", "no access", "read only", "crossing", "kernel's", "not canonical", "wrapping" };
static void *bads[BADS];
static char *crossing_page; // whose last CROSSED bytes come before a page that is not there
enum { CROSSED = 3 };
static volatile int faults;
static void faulted(int sig) { faults++; _exit(99); }

static void make_bads(void)
{
	int all = PROT_READ | PROT_WRITE, anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
	char *m = mmap(0, 5 * 4096, all, anonymous, -1, 0);
	crossing_page = m;
	munmap(m + 4096, 4096);
	mprotect(m + 2 * 4096, 4096, PROT_NONE);
	mprotect(m + 3 * 4096, 2 * 4096, PROT_READ);
	bads[NOWHERE] = 0;
	bads[UNMAPPED] = m + 4096 + 8;
	bads[FORBIDDEN] = m + 2 * 4096 + 64;
	bads[READ_ONLY] = m + 3 * 4096 + 64;
	bads[CROSSING] = m + 4096 - CROSSED;
	bads[KERNEL] = (void *)0xffffffff81000000;
	bads[NOT_CANONICAL] = (void *)0x800000000000;
	bads[WRAPPING] = (void *)-8;
}

static void every_way(void (*round)(void))
{
	static const char *const ways[] = { "as it is", "SIGSEGV blocked", "SIGSEGV caught" };
	make_bads();
	for (int way = 0; way < 3; way++) {
		sigset_t s;
		sigemptyset(&s);
		if (way == 1) sigaddset(&s, SIGSEGV), sigaddset(&s, SIGBUS);
		sigprocmask(SIG_SETMASK, &s, 0);
		signal(SIGSEGV, way == 2 ? faulted : SIG_DFL);
		signal(SIGBUS, way == 2 ? faulted : SIG_DFL);
		printf("%s\n", ways[way]);
		round();
		CHECK(!faults);
		sigpending(&s);
		CHECK(!sigismember(&s, SIGSEGV) && !sigismember(&s, SIGBUS));
	}
}
