#include "sync/futex.h"
#include <pthread.h>
#include <sys/mman.h>
// futex_waitv(2): up to 128 words, the index of the one that was woken, private and shared in one call.
#define WAITV 449
struct waiter { uint64_t value, address; uint32_t flags, reserved; };
enum { SIZE_32 = 2, PRIVATE = 128, MAX = 128 };
static int words[MAX + 1];
static struct waiter w[MAX + 1];
static volatile int tid;
static int count;
static long waitv(struct waiter *v, unsigned n, unsigned flags, struct timespec *t, int clock) { return syscall(WAITV, v, n, flags, t, clock); }
static void fill(int n, int flags) { for (int i = 0; i < n; i++) w[i] = (struct waiter){ words[i], (long)&words[i], SIZE_32 | flags, 0 }; }
static void *waits(void *arg) { tid = gettid(); return (void *)waitv(w, count, 0, 0, 0); }
static volatile int handled;
static void handler(int sig) { handled++; }

static void woken_by(const char *what, int n, int index, int wake_flags)
{
	pthread_t t;
	void *r;
	count = n;
	tid = 0;
	pthread_create(&t, 0, waits, 0);
	while (!tid) sched_yield();
	CHECK(!asleep(tid));
	// Linux says that it sleeps a little before it waits on all of them.
	long woke;
	while (!(woke = FUTEX(&words[index], FUTEX_WAKE | wake_flags, 10, 0, 0, 0))) usleep(100);
	printf("%s: woke %ld,", what, woke);
	if (!CHECK(!pthread_join(t, &r))) return;
	printf(" index %ld\n", (long)r);
	printf("left over: %ld\n", FUTEX(&words[0], FUTEX_WAKE | wake_flags, 10, 0, 0, 0));
}

int main(void)
{
	struct timespec t = { 0, 0 };
	fill(MAX + 1, PRIVATE);
	if (waitv(w, 1, 0, &t, CLOCK_MONOTONIC) == -1 && errno == ENOSYS) { puts("none here"); return done(); }
	show("past", waitv(w, 2, 0, &t, CLOCK_MONOTONIC));
	show("past, real time", waitv(w, 2, 0, &t, CLOCK_REALTIME));
	show("none", waitv(w, 0, 0, &t, CLOCK_MONOTONIC));
	show("128", waitv(w, MAX, 0, &t, CLOCK_MONOTONIC));
	show("129", waitv(w, MAX + 1, 0, &t, CLOCK_MONOTONIC));
	show("flags", waitv(w, 1, 1, &t, CLOCK_MONOTONIC));
	show("no such clock", waitv(w, 1, 0, &t, CLOCK_BOOTTIME));
	show("no list", waitv(0, 1, 0, &t, CLOCK_MONOTONIC));
	show("bad list", waitv((void *)4096, 1, 0, &t, CLOCK_MONOTONIC));
	show("bad time", waitv(w, 1, 0, &(struct timespec){ 0, -1 }, CLOCK_MONOTONIC));
	show("bad time's pointer", waitv(w, 1, 0, (void *)8, CLOCK_MONOTONIC));
	words[1] = 1;
	show("other value", waitv(w, 3, 0, 0, 0));
	words[1] = 0;
	w[1].reserved = 1;
	show("reserved", waitv(w, 3, 0, &t, CLOCK_MONOTONIC));
	fill(3, PRIVATE);
	w[1].flags = PRIVATE;
	show("size 8", waitv(w, 3, 0, &t, CLOCK_MONOTONIC));
	w[1].flags = SIZE_32 | 64;
	show("flag unknown", waitv(w, 3, 0, &t, CLOCK_MONOTONIC));
	fill(3, PRIVATE);
	w[2].address++;
	show("unaligned", waitv(w, 3, 0, &t, CLOCK_MONOTONIC));
	w[2].address = 4096;
	show("unmapped", waitv(w, 3, 0, &t, CLOCK_MONOTONIC));
	fill(MAX, PRIVATE);
	w[2].value = 1l << 32;
	show("value too large", waitv(w, 3, 0, &t, CLOCK_MONOTONIC));

	fill(MAX, PRIVATE);
	woken_by("only", 1, 0, FUTEX_PRIVATE);
	woken_by("middle", 5, 3, FUTEX_PRIVATE);
	woken_by("last of 128", MAX, MAX - 1, FUTEX_PRIVATE);
	fill(4, 0);
	woken_by("shared", 4, 2, 0);
	w[1].flags |= PRIVATE;
	woken_by("private among shared", 4, 1, FUTEX_PRIVATE);

	struct sigaction sa = { .sa_handler = handler };
	for (int i = 0; i < 2; i++) {
		pthread_t th;
		void *r;
		sa.sa_flags = i ? SA_RESTART : 0;
		sigaction(SIGUSR1, &sa, 0);
		fill(2, PRIVATE);
		count = 2;
		tid = handled = 0;
		pthread_create(&th, 0, waits, 0);
		while (!tid) sched_yield();
		CHECK(!asleep(tid));
		int id = tid;
		syscall(SYS_tgkill, getpid(), id, SIGUSR1);
		while (!handled) sched_yield();
		if (i) { CHECK(!asleep(id)); while (!FUTEX(&words[1], FUTEX_WAKE | FUTEX_PRIVATE, 1, 0, 0, 0)) usleep(100); }
		pthread_join(th, &r);
		printf("interrupted, SA_RESTART %d: %ld\n", i, (long)r);
	}
	return done();
}
