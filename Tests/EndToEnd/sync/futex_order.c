#include "sync/futex.h"
#include <pthread.h>
// Many waiters: who is woken, by count, by bits and by requeue, in the order in which they came to wait.
enum { N = 12 };
static int word, second, third;
static volatile int tids[N], woken[N], how_many;
static pthread_t t[N];
static int waits_on, bits[N];

static void *waits(void *arg)
{
	long i = (long)arg;
	tids[i] = gettid();
	long r = FUTEX(&word, (bits[i] ? FUTEX_WAIT_BITSET : FUTEX_WAIT) | waits_on, 0, 0, 0, bits[i]);
	CHECK(r == 0);
	woken[i] = __atomic_add_fetch(&how_many, 1, __ATOMIC_SEQ_CST);
	return 0;
}
static void start(void)
{
	how_many = 0;
	for (long i = 0; i < N; i++) {
		tids[i] = woken[i] = 0;
		CHECK(!pthread_create(&t[i], 0, waits, (void *)i));
		while (!tids[i]) sched_yield();
		CHECK(!asleep(tids[i]));
	}
}
static void finish(void) { for (int i = 0; i < N; i++) pthread_join(t[i], 0); memset(bits, 0, sizeof bits); }
static void after(const char *what, int n)
{
	double end = seconds() + 5;
	while (how_many < n && seconds() < end) sched_yield();
	printf("%s:", what);
	for (int i = 0; i < N; i++) printf("%c", woken[i] ? 'x' : '.');
	puts("");
	CHECK(how_many == n);
}

static void all(int private)
{
	waits_on = private;
	printf("private %d\n", private);
	start();
	for (int i = 1; i <= N; i++) {
		CHECK(FUTEX(&word, FUTEX_WAKE | private, 1, 0, 0, 0) == 1);
		after("one more", i);
	}
	show("none left", FUTEX(&word, FUTEX_WAKE | private, 1, 0, 0, 0));
	finish();
	start();
	show("wake 5", FUTEX(&word, FUTEX_WAKE | private, 5, 0, 0, 0)); after("after 5", 5);
	// Linux takes 0 for 1.
	show("wake 0", FUTEX(&word, FUTEX_WAKE | private, 0, 0, 0, 0)); after("after 0", 6);
	show("wake 100", FUTEX(&word, FUTEX_WAKE | private, 100, 0, 0, 0)); after("after all", N);
	finish();

	for (int i = 0; i < N; i++) bits[i] = 1 << i % 3;
	bits[N - 1] = 0; // waits for any
	start();
	show("bits 8", FUTEX(&word, FUTEX_WAKE_BITSET | private, 1, 0, 0, 8)); after("bit 3", 1);
	show("2 of bit 1", FUTEX(&word, FUTEX_WAKE_BITSET | private, 2, 0, 0, 2)); after("bit 1", 3);
	show("all of bit 0", FUTEX(&word, FUTEX_WAKE_BITSET | private, 100, 0, 0, 1)); after("bit 0", 7);
	show("plain", FUTEX(&word, FUTEX_WAKE | private, 1, 0, 0, 0)); after("plain", 8);
	show("rest", FUTEX(&word, FUTEX_WAKE_BITSET | private, 100, 0, 0, -1)); after("rest", N);
	finish();

	start();
	show("requeue 1, 3", FUTEX(&word, FUTEX_REQUEUE | private, 1, 3, &second, 0)); after("requeue", 1);
	show("cmp requeue, other value", FUTEX(&word, FUTEX_CMP_REQUEUE | private, 1, 3, &second, 7));
	show("cmp requeue 2, 2", FUTEX(&word, FUTEX_CMP_REQUEUE | private, 2, 2, &third, 0)); after("cmp requeue", 3);
	show("second, one", FUTEX(&second, FUTEX_WAKE | private, 1, 0, 0, 0)); after("second", 4);
	show("third, all", FUTEX(&third, FUTEX_WAKE | private, 100, 0, 0, 0)); after("third", 6);
	show("second to third", FUTEX(&second, FUTEX_REQUEUE | private, 0, 1, &third, 0)); after("none", 6);
	show("word to third, 0 of 2", FUTEX(&word, FUTEX_CMP_REQUEUE | private, 0, 2, &third, 0));
	// Who is first of those that came there from two places is not said.
	show("third, both", FUTEX(&third, FUTEX_WAKE | private, 100, 0, 0, 0)); after("third", 9);
	show("to itself", FUTEX(&word, FUTEX_REQUEUE | private, 0, 100, &word, 0));
	show("negative", FUTEX(&word, FUTEX_REQUEUE | private, -1, 1, &second, 0));
	show("negative move", FUTEX(&word, FUTEX_REQUEUE | private, 1, -1, &second, 0));
	show("third, rest", FUTEX(&third, FUTEX_WAKE | private, 100, 0, 0, 0));
	show("second, rest", FUTEX(&second, FUTEX_WAKE | private, 100, 0, 0, 0));
	show("word, rest", FUTEX(&word, FUTEX_WAKE | private, 100, 0, 0, 0)); after("rest", N);
	finish();

	// Bits travel with a waiter that is moved.
	for (int i = 0; i < N; i++) bits[i] = 1 << i % 3;
	start();
	show("move all", FUTEX(&word, FUTEX_REQUEUE | private, 0, 100, &second, 0));
	show("bit 2 there", FUTEX(&second, FUTEX_WAKE_BITSET | private, 3, 0, 0, 4)); after("bit 2", 3);
	show("nothing here", FUTEX(&word, FUTEX_WAKE | private, 100, 0, 0, 0));
	show("rest there", FUTEX(&second, FUTEX_WAKE | private, 100, 0, 0, 0)); after("rest", N);
	finish();

	// WAKE_OP: wakes on the one, and on the other if its old value compares so.
	start();
	FUTEX(&word, FUTEX_REQUEUE | private, 0, 4, &second, 0);
	second = 3;
	show("op add, not equal", FUTEX(&word, FUTEX_WAKE_OP | private, 1, 2, &second, 0 << 28 | 1 << 28 | 0 << 24 | 4 << 12 | 9));
	after("op", 1); printf("second %d\n", second);
	show("op set, equal", FUTEX(&word, FUTEX_WAKE_OP | private, 1, 2, &second, 0 << 28 | 0 << 24 | 11 << 12 | 7));
	after("op", 4); printf("second %d\n", second);
	show("rest", FUTEX(&second, FUTEX_WAKE | private, 100, 0, 0, 0));
	show("rest", FUTEX(&word, FUTEX_WAKE | private, 100, 0, 0, 0)); after("rest", N);
	second = 0;
	finish();
}

int main(void)
{
	all(FUTEX_PRIVATE);
	all(0);
	// Every operation and comparison of WAKE_OP, without waiters; shifted arguments, negative ones, unknown codes.
	static const int args[] = { 0, 1, 5, 31, 0x7ff, 0x800, 0xfff };
	for (int op = 0; op < 16; op++) for (size_t a = 0; a < 7; a++) {
		word = 0x55;
		long r = FUTEX(&second, FUTEX_WAKE_OP | FUTEX_PRIVATE, 1, 1, &word, (unsigned)op << 28 | 0 << 24 | args[a] << 12);
		printf("op %d %x: %ld %x\n", op, args[a], r < 0 ? -(long)errno : r, word);
	}
	for (int cmp = 0; cmp < 16; cmp++) {
		word = 9;
		long r = FUTEX(&second, FUTEX_WAKE_OP | FUTEX_PRIVATE, 1, 1, &word, 0u << 28 | cmp << 24 | 1 << 12 | 9);
		printf("compare %d: %ld %d\n", cmp, r < 0 ? -(long)errno : r, word);
	}
	show("unmapped", FUTEX(&word, FUTEX_WAKE_OP | FUTEX_PRIVATE, 1, 1, 4096, 0));
	show("read only", FUTEX(&word, FUTEX_WAKE_OP | FUTEX_PRIVATE, 1, 1, (long)"abcdefgh" & -4, 0));
	show("unaligned", FUTEX(&word, FUTEX_WAKE_OP | FUTEX_PRIVATE, 1, 1, (char *)&word + 1, 0));
	return done();
}
