#include "check.h"
#include <pthread.h>
#include <sys/mman.h>
// The futex call itself: wait, wake counts, bitsets, requeue, time-outs, private and shared.
enum { WAIT, WAKE, FD, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET = 9, WAKE_BITSET, PRIVATE = 128 };
static int word, second;
static volatile int tids[4];
static long fx(int *p, int op, int v, void *t, int *q, int w) { return syscall(SYS_futex, p, op, v, t, q, w); }
static void *waits(void *arg)
{
	tids[(long)arg] = gettid();
	return (void *)fx(&word, WAIT | PRIVATE, 0, 0, 0, 0);
}
static void *bits(void *arg)
{
	tids[(long)arg] = gettid();
	return (void *)fx(&word, WAIT_BITSET | PRIVATE, 0, 0, 0, 1 << (long)arg);
}
static pthread_t t[4];
static void start(void *(*f)(void *))
{
	for (long i = 0; i < 4; i++) { tids[i] = 0; pthread_create(&t[i], 0, f, (void *)i); }
	for (int i = 0; i < 4; i++) { while (!tids[i]) sched_yield(); CHECK(!asleep(tids[i])); }
}
static void finish(void) { void *r; for (int i = 0; i < 4; i++) { pthread_join(t[i], &r); CHECK(r == 0); } }
int main(void)
{
	struct timespec ts = { 0, 5000000 };
	show("wait, other value", fx(&word, WAIT, 1, 0, 0, 0));
	show("wait, timed out", fx(&word, WAIT, 0, &ts, 0, 0));
	show("wait until, past", fx(&word, WAIT_BITSET, 0, &(struct timespec){ 1, 0 }, 0, -1));
	show("wait, bad time", fx(&word, WAIT, 0, &(struct timespec){ 1, -1 }, 0, 0));
	show("wake nobody", fx(&word, WAKE, 10, 0, 0, 0));
	start(waits);
	show("wake 1", fx(&word, WAKE | PRIVATE, 1, 0, 0, 0));
	show("wake 2", fx(&word, WAKE | PRIVATE, 2, 0, 0, 0));
	show("wake all", fx(&word, WAKE | PRIVATE, INT_MAX, 0, 0, 0));
	finish();
	start(waits);
	show("requeue", fx(&word, CMP_REQUEUE | PRIVATE, 1, (void *)2, &second, 0));
	show("wake first", fx(&word, WAKE | PRIVATE, INT_MAX, 0, 0, 0));
	show("wake second", fx(&second, WAKE | PRIVATE, INT_MAX, 0, 0, 0));
	finish();
	show("requeue, other value", fx(&word, CMP_REQUEUE | PRIVATE, 1, (void *)1, &second, 5));
	start(bits);
	show("wake bits 1 and 4", fx(&word, WAKE_BITSET | PRIVATE, 10, 0, 0, 0x12));
	show("wake bits 0 and 3", fx(&word, WAKE_BITSET | PRIVATE, 10, 0, 0, 9));
	show("wake the rest", fx(&word, WAKE_BITSET | PRIVATE, 10, 0, 0, -1));
	finish();
	show("no bits", fx(&word, WAKE_BITSET, 1, 0, 0, 0));
	// WAKE_OP: second += 5, wake one on word, and on second if it was 0.
	show("wake op", fx(&word, WAKE_OP | PRIVATE, 1, (void *)1, &second, 1 << 28 | 5 << 12));
	printf("second %d\n", second);
	show("unknown", fx(&word, 99, 0, 0, 0, 0));
	int *s = mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
	pid_t p = fork();
	if (!p) {
		while (!__atomic_load_n(s, __ATOMIC_SEQ_CST)) fx(s, WAIT, 0, 0, 0, 0);
		_exit(3);
	}
	__atomic_store_n(s, 1, __ATOMIC_SEQ_CST);
	fx(s, WAKE, 1, 0, 0, 0);
	int st;
	waitpid(p, &st, 0);
	status("woken in another process", st);
	return done();
}
