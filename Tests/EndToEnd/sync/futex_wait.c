#include "sync/futex.h"
#include <pthread.h>
#include <sys/mman.h>
// FUTEX_WAIT and WAIT_BITSET: values, times by each clock, addresses, operations that there are not.
static int word[2];
static struct timespec after(clockid_t c, long ms)
{
	struct timespec t;
	clock_gettime(c, &t);
	t.tv_nsec += ms * 1000000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}
static void timed(const char *what, int op, const struct timespec *t, int mask, double least)
{
	double start = seconds();
	show(what, FUTEX(word, op, 0, t, 0, mask));
	double took = seconds() - start;
	CHECK(took >= least - 0.0001 && took < least + 2);
}

static void values(int private)
{
	printf("private %d\n", private);
	word[0] = 0;
	show("wait, other value", FUTEX(word, FUTEX_WAIT | private, 1, 0, 0, 0));
	show("wait, other value, time", FUTEX(word, FUTEX_WAIT | private, -1, &(struct timespec){ 1, 0 }, 0, 0));
	show("wait bits, other value", FUTEX(word, FUTEX_WAIT_BITSET | private, 1, 0, 0, -1));
	word[0] = INT_MIN;
	show("wait, other sign", FUTEX(word, FUTEX_WAIT | private, INT_MAX, 0, 0, 0));
	// Only 32 bits of the value count.
	word[0] = 5;
	show("wait, upper half", FUTEX(word, FUTEX_WAIT | private, 0x700000004, 0, 0, 0));
	show("wait, same lower half", FUTEX(word, FUTEX_WAIT | private, 0x700000005, &(struct timespec){ 0, 1000 }, 0, 0));
	word[0] = 0;
	timed("relative", FUTEX_WAIT | private, &(struct timespec){ 0, 20000000 }, 0, 0.02);
	timed("relative, zero", FUTEX_WAIT | private, &(struct timespec){ 0, 0 }, 0, 0);
	struct timespec t = after(CLOCK_MONOTONIC, 20);
	timed("until, monotonic", FUTEX_WAIT_BITSET | private, &t, -1, 0.0199);
	t = after(CLOCK_REALTIME, 20);
	timed("until, real time", FUTEX_WAIT_BITSET | private | FUTEX_CLOCK_REALTIME, &t, -1, 0.019);
	timed("until, long past", FUTEX_WAIT_BITSET | private, &(struct timespec){ 0, 1 }, -1, 0);
	timed("until, past, real time", FUTEX_WAIT_BITSET | private | FUTEX_CLOCK_REALTIME, &(struct timespec){ 1, 0 }, -1, 0);
	timed("relative, real time", FUTEX_WAIT | private | FUTEX_CLOCK_REALTIME, &(struct timespec){ 0, 20000000 }, 0, 0);
	timed("bad: 10^9 ns", FUTEX_WAIT | private, &(struct timespec){ 0, 1000000000 }, 0, 0);
	timed("bad: negative ns", FUTEX_WAIT | private, &(struct timespec){ 0, -1 }, 0, 0);
	timed("bad: negative s", FUTEX_WAIT | private, &(struct timespec){ -1, 0 }, 0, 0);
	timed("bad until", FUTEX_WAIT_BITSET | private, &(struct timespec){ 1, 1000000000 }, -1, 0);
	timed("no bits", FUTEX_WAIT_BITSET | private, 0, 0, 0);
	show("wake, no bits", FUTEX(word, FUTEX_WAKE_BITSET | private, 1, 0, 0, 0));
	show("wake bits, nobody", FUTEX(word, FUTEX_WAKE_BITSET | private, 1, 0, 0, -1));
	show("wake, nobody", FUTEX(word, FUTEX_WAKE | private, 1, 0, 0, 0));
	show("wake 0", FUTEX(word, FUTEX_WAKE | private, 0, 0, 0, 0));
	show("wake -1", FUTEX(word, FUTEX_WAKE | private, -1, 0, 0, 0));
	// A bad time is found before a value that differs.
	show("bad time, other value", FUTEX(word, FUTEX_WAIT | private, 1, &(struct timespec){ 0, -1 }, 0, 0));
	show("bad pointer to time", FUTEX(word, FUTEX_WAIT | private, 1, 8, 0, 0));
	show("bad pointer to time, same value", FUTEX(word, FUTEX_WAIT | private, 0, 8, 0, 0));
	show("wake does not look at it", FUTEX(word, FUTEX_WAKE | private, 1, 8, 0, 0));

	char *m = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(m + 4096, 4096);
	show("unaligned wait", FUTEX(m + 1, FUTEX_WAIT | private, 0, 0, 0, 0));
	show("unaligned wait by 2", FUTEX(m + 2, FUTEX_WAIT | private, 0, 0, 0, 0));
	show("unaligned wake", FUTEX(m + 3, FUTEX_WAKE | private, 1, 0, 0, 0));
	show("unaligned requeue", FUTEX(m, FUTEX_REQUEUE | private, 1, 1, m + 1, 0));
	show("unmapped wait", FUTEX(m + 4096, FUTEX_WAIT | private, 0, 0, 0, 0));
	show("unmapped wake", FUTEX(m + 4096, FUTEX_WAKE | private, 1, 0, 0, 0));
	show("null wait", FUTEX(0, FUTEX_WAIT | private, 0, 0, 0, 0));
	show("null wake", FUTEX(0, FUTEX_WAKE | private, 1, 0, 0, 0));
	show("kernel's wait", FUTEX(0xffffffff81000000, FUTEX_WAIT | private, 0, 0, 0, 0));
	show("kernel's wake", FUTEX(0xffffffff81000000, FUTEX_WAKE | private, 1, 0, 0, 0));
	show("requeue to unmapped", FUTEX(m, FUTEX_REQUEUE | private, 1, 1, m + 4096, 0));
	show("cmp requeue of unmapped", FUTEX(m + 4096, FUTEX_CMP_REQUEUE | private, 1, 1, m, 0));
	mprotect(m, 4096, PROT_NONE);
	show("no access, wait", FUTEX(m, FUTEX_WAIT | private, 0, 0, 0, 0));
	show("no access, wake", FUTEX(m, FUTEX_WAKE | private, 1, 0, 0, 0));
	mprotect(m, 4096, PROT_READ);
	show("read only, other value", FUTEX(m, FUTEX_WAIT | private, 1, 0, 0, 0));
	show("read only, wait", FUTEX(m, FUTEX_WAIT | private, 0, &(struct timespec){ 0, 1000 }, 0, 0));
	show("read only, wake", FUTEX(m, FUTEX_WAKE | private, 1, 0, 0, 0));
	munmap(m, 4096);
}

int main(void)
{
	values(0);
	values(FUTEX_PRIVATE);
	// Every number: those that are not there are ENOSYS, and a clock where there is none.
	for (int op = 14; op < 128; op++) if (FUTEX(word, op, 1, 0, 0, 0) != -1 || errno != ENOSYS) printf("operation %d: %s\n", op, ename(errno));
	show("FD", FUTEX(word, FUTEX_FD, 0, 0, 0, 0));
	show("private FD", FUTEX(word, FUTEX_FD | FUTEX_PRIVATE, 0, 0, 0, 0));
	show("wake with a clock", FUTEX(word, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, 0, 0, 0));
	show("requeue with a clock", FUTEX(word, FUTEX_REQUEUE | FUTEX_CLOCK_REALTIME, 1, 0, word + 1, 0));
	show("wake with flag 512", FUTEX(word, FUTEX_WAKE | 512, 1, 0, 0, 0));
	show("wait with flag 512", FUTEX(word, FUTEX_WAIT | 512, 1, 0, 0, 0));
	show("operation -1", FUTEX(word, -1, 1, 0, 0, 0));
	return done();
}
