/* malloc and free as programs use them. usage: malloc ROW [MICROSECONDS]; without a
 * row: the rows. Prints the nanoseconds of CPU time of an operation, of all threads
 * together, or the kilobytes that are resident, where the row is about those. CPU time
 * because other load does not matter to it. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8, SLOTS = 4000, RING = 1024 };

struct worker {
	_Alignas(128) _Atomic long done;
	uint64_t random;
	const struct row *row;
	pthread_t thread;
};

struct row {
	const char *name, *what;
	int threads;
	size_t least, most;             /* bytes in a block */
	void (*run)(struct worker *);   /* until stop */
	long (*resident)(void);         /* instead: kilobytes */
};

static struct worker workers[THREADS];
static _Atomic int stop;

static size_t pick(struct worker *w)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return w->row->least + (w->random >> 33) % (w->row->most - w->row->least + 1);
}

static int going_on(struct worker *w, long more)
{
	atomic_store_explicit(&w->done, atomic_load_explicit(&w->done, memory_order_relaxed) + more, memory_order_relaxed);
	return !atomic_load_explicit(&stop, memory_order_relaxed);
}

/* One operation: a block of 4000 is freed, another one takes its place. */
static void replace(struct worker *w)
{
	void **slots = calloc(SLOTS, sizeof *slots);
	do {
		for (int i = 0; i < 64; i++) {
			size_t n = pick(w);
			long *p = malloc(n), slot = (w->random >> 20) % SLOTS;
			if (n >= sizeof *p) *p = n;
			free(slots[slot]);
			slots[slot] = p;
		}
	} while (going_on(w, 64));
	for (int i = 0; i < SLOTS; i++) free(slots[i]);
	free(slots);
}

/* One operation: a block is made, written to and freed. */
static void pairs(struct worker *w)
{
	do {
		for (int i = 0; i < 16; i++) {
			volatile long *p = malloc(pick(w));
			*p = i;
			free((void *)p);
		}
	} while (going_on(w, 16));
}

static void zeroed(struct worker *w)
{
	do {
		for (int i = 0; i < 16; i++) {
			volatile long *p = calloc(1, pick(w));
			*p = i;
			free((void *)p);
		}
	} while (going_on(w, 16));
}

/* One operation: a block grows by 48 bytes, up to 3 KB, or by an eighth of 16 MB. */
static void grow(struct worker *w)
{
	do {
		char *p = 0;
		for (size_t n = w->row->least; n <= w->row->most; n += w->row->least) {
			p = realloc(p, n);
			p[n - 1] = 1;
		}
		free(p);
	} while (going_on(w, w->row->most / w->row->least));
}

/* Every second worker makes blocks that the one before it frees. */
static _Atomic(void *) rings[THREADS / 2][RING];

static void hand_over(struct worker *w)
{
	long me = w - workers;
	_Atomic(void *) *ring = rings[me / 2];
	for (long i = 0;; i = (i + 1) % RING) {
		void *p;
		if (me % 2) {
			p = malloc(pick(w));
			*(long *)p = i;
			while (atomic_load_explicit(ring + i, memory_order_acquire))
				if (atomic_load_explicit(&stop, memory_order_relaxed)) return;
				else sched_yield();
			atomic_store_explicit(ring + i, p, memory_order_release);
		} else {
			while (!(p = atomic_load_explicit(ring + i, memory_order_acquire)))
				if (atomic_load_explicit(&stop, memory_order_relaxed)) return;
				else sched_yield();
			atomic_store_explicit(ring + i, 0, memory_order_release);
			free(p);
			if (!going_on(w, 1)) return;
		}
	}
}

static void *begin(void *p)
{
	struct worker *w = p;
	w->row->run(w);
	return 0;
}

static void *brief(void *p)
{
	free(malloc(100));
	return malloc(200);
}

/* One operation: a thread that allocates is made and joined. */
static void threads(struct worker *w)
{
	do {
		pthread_t t;
		void *p;
		if (pthread_create(&t, 0, brief, 0) || pthread_join(t, &p)) abort();
		free(p);
	} while (going_on(w, 1));
}

static long kilobytes(void)
{
	long n[2] = { 0 };
	FILE *f = fopen("/proc/self/statm", "r");
	if (!f || fscanf(f, "%ld %ld", n, n + 1) != 2) abort();
	fclose(f);
	return n[1] * (sysconf(_SC_PAGESIZE) / 1024);
}

/* A million values of 8 to 135 bytes and the nodes that hold them, as a key-value store has. */
static long store(void)
{
	struct worker w = { .random = 1, .row = &(struct row){ .least = 8, .most = 135 } };
	for (int i = 0; i < 1000000; i++) {
		void **node = malloc(24);
		size_t n = pick(&w);
		node[0] = memset(malloc(n), 1, n);
		node[1] = memset(malloc(16), 1, 16);
	}
	return kilobytes();
}

/* The same once all but each hundredth is free again. */
static long emptied(void)
{
	struct worker w = { .random = 1, .row = &(struct row){ .least = 8, .most = 1000 } };
	static void *all[300000];
	for (int i = 0; i < 300000; i++) {
		size_t n = pick(&w);
		all[i] = memset(malloc(n), 1, n);
	}
	for (int i = 0; i < 300000; i++) if (i < 297000) free(all[i]);
	for (int i = 0; i < 1000; i++) free(malloc(i * 10));
	return kilobytes();
}

static const struct row rows[] = {
	{ "mixed", "random sizes 16-4096", 1, 16, 4096, replace },
	{ "mixed_8", "the same, 8 threads", 8, 16, 4096, replace },
	{ "small", "random sizes 8-128", 1, 8, 128, replace },
	{ "small_8", "the same, 8 threads", 8, 8, 128, replace },
	{ "handed", "made by one thread, freed by another", 2, 16, 1024, hand_over },
	{ "handed_8", "the same, 4 pairs of threads", 8, 16, 1024, hand_over },
	{ "pair_64", "malloc, free of 64 B", 1, 64, 64, pairs },
	{ "pair_20k", "malloc, free of 20 KB", 1, 20000, 20000, pairs },
	{ "pair_200k", "malloc, free of 200 KB", 1, 200000, 200000, pairs },
	{ "pair_3m", "malloc, free of 3 MB", 1, 3000000, 3000000, pairs },
	{ "calloc", "calloc, free of 16-512 B", 1, 16, 512, zeroed },
	{ "realloc", "realloc by 48 B up to 3 KB", 1, 48, 3072, grow },
	{ "realloc_16m", "realloc by 1 MB up to 16 MB", 1, 1 << 20, 16 << 20, grow },
	{ "thread", "a thread that allocates", 1, 1, 1, threads },
	{ "rss_store", "KB: a store of 10^6 keys", 0, 0, 0, 0, store },
	{ "rss_emptied", "KB: 150 MB, 99 % freed", 0, 0, 0, 0, emptied },
};

static double cpu_time(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static long total(void)
{
	long n = 0;
	for (int i = 0; i < THREADS; i++) n += atomic_load_explicit(&workers[i].done, memory_order_relaxed);
	return n;
}

int main(int argc, char **argv)
{
	long slice = argc > 2 ? atol(argv[2]) : 200000;
	size_t n = sizeof rows / sizeof *rows, i;
	if (argc < 2) {
		for (i = 0; i < n; i++) printf("%s\t%s\n", rows[i].name, rows[i].what);
		return 0;
	}
	for (i = 0; i < n && strcmp(rows[i].name, argv[1]); i++);
	if (i == n || slice <= 0) {
		fprintf(stderr, "usage: malloc ROW [MICROSECONDS]\n");
		return 2;
	}
	const struct row *row = &rows[i];
	if (row->resident) {
		printf("%ld\n", row->resident());
		return 0;
	}
	for (int t = 0; t < row->threads; t++) {
		workers[t] = (struct worker){ .random = t * 7919 + 1, .row = row };
		if (pthread_create(&workers[t].thread, 0, begin, &workers[t])) return 1;
	}
	usleep(slice / 4);
	double start = cpu_time(), took;
	long before = total(), done;
	do {
		usleep(slice / 16);
		done = total() - before;
		took = cpu_time() - start;
	} while (took < slice * 1e3);
	stop = 1;
	for (int t = 0; t < row->threads; t++) pthread_join(workers[t].thread, 0);
	printf("%.1f\n", done ? took / done : 0);
	return !done;
}
