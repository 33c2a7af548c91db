/* Eight threads write 64 bytes to a pipe and read 64, without end, on the CPUs
 * there are. Each counts what it did; the rate is what all of them did between
 * two looks, so neither their start nor their end is in it. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>
#include "../measure.h"
#include "objects.h"

enum { THREADS = 8, WORDS = 8, WINDOW = 4000 /* us */, WARM = 2000 };

static struct member {
	_Alignas(128) _Atomic long done;
	int fds[2];
	uint64_t sent, received;       /* the sums of what went in and what came out */
	_Atomic int failure;
	pthread_t thread;
} crowd[THREADS];
static _Atomic int stop;

/* Messages are eight times the same number; another one tells whose it is. */
static void *hammer(void *p)
{
	struct member *m = p;
	uint64_t message[WORDS], got[WORDS], number = (uint64_t)(m - crowd) << 48;
	long done = 0;
	while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
		number++;
		for (int i = 0; i < WORDS; i++) message[i] = number;
		if (write(m->fds[1], message, sizeof message) != sizeof message) { m->failure = errno ? errno : EIO; break; }
		if (read(m->fds[0], got, sizeof got) != sizeof got) { m->failure = errno ? errno : EIO; break; }
		uint64_t differences = 0;
		for (int i = 1; i < WORDS; i++) differences |= got[i] ^ got[0];
		if (differences) { m->failure = EILSEQ; break; }
		m->sent += number;
		m->received += got[0];
		atomic_store_explicit(&m->done, ++done, memory_order_relaxed);
	}
	return 0;
}

static int prepare(const struct work *w)
{
	need_two();
	for (int i = 0; i < THREADS; i++) {
		struct member *m = &crowd[i];
		if (i && w->number) m->fds[0] = crowd[0].fds[0], m->fds[1] = crowd[0].fds[1];
		else if (pipe(m->fds)) return -1;
	}
	return 0;
}

static long total(void)
{
	long n = 0;
	for (int i = 0; i < THREADS; i++) n += atomic_load_explicit(&crowd[i].done, memory_order_relaxed);
	return n;
}

static double nap(long us)
{
	nanosleep(&(struct timespec){ .tv_nsec = us * 1000 }, 0);
	return now();
}

/* Each has been there and back; a busy machine can keep one waiting for long. */
static int all_run(void)
{
	for (int tries = 0, i = 0; i < THREADS; i++)
		while (!atomic_load(&crowd[i].done)) {
			if ((errno = crowd[i].failure)) return 0;
			nap(WARM);
			errno = ETIMEDOUT;
			if (++tries > 1000) return 0;
		}
	return 1;
}

static double rate(long slice)
{
	double times[256];
	long windows = slice / WINDOW;
	if (windows < 8) windows = 8;
	if (windows > 255) windows = 255;
	for (int i = 0; i < THREADS; i++)
		if ((errno = pthread_create(&crowd[i].thread, 0, hammer, &crowd[i]))) return 0;
	if (!all_run()) return 0;
	double start = nap(WARM);
	long before = total();
	for (long i = 0, idle = 0; i < windows;) {
		double end = nap(WINDOW);
		long after = total();
		if (after == before) { /* who has the pipe's lock is not running: one longer window */
			errno = ETIMEDOUT;
			if (++idle > 1000) return 0;
			continue;
		}
		times[i++] = (end - start) / (after - before);
		start = end;
		before = after;
	}
	atomic_store(&stop, 1);
	for (int i = 0; i < THREADS; i++) pthread_join(crowd[i].thread, 0);
	for (int i = 0; i < THREADS; i++) if ((errno = crowd[i].failure)) return 0;
	return median(times, windows);
}

/* What went in came out, once. */
static int verify(void)
{
	uint64_t sent = 0, received = 0;
	for (int i = 0; i < THREADS; i++) {
		if (!is_empty(crowd[i].fds[0])) return 0;
		sent += crowd[i].sent;
		received += crowd[i].received;
	}
	return sent == received;
}

const struct work crowd_own_work = { .prepare = prepare, .rate = rate, .verify = verify, .number = 0 };
const struct work crowd_shared_work = { .prepare = prepare, .rate = rate, .verify = verify, .number = 1 };
