#define _GNU_SOURCE
#include <stdlib.h>
#include <stdint.h>
#include <string.h>
#include <errno.h>
#include <sys/random.h>
#include "glibc.h"

/* The host's random numbers, which the kernel answers from memory where it can. */

void GLIBC(arc4random_buf)(void *p, size_t n)
{
	unsigned char *d = p;
	while (n) {
		ssize_t k = getrandom(d, n > 256 ? 256 : n, 0);
		if (k < 0) {
			if (errno != EINTR) abort();
			continue;
		}
		d += k;
		n -= k;
	}
}

uint32_t GLIBC(arc4random)(void)
{
	uint32_t x;
	glibc_arc4random_buf(&x, sizeof x);
	return x;
}

uint32_t GLIBC(arc4random_uniform)(uint32_t limit)
{
	uint32_t x;
	if (limit < 2) return 0;
	/* Below 2^32 mod LIMIT a remainder would come up once too often. */
	do x = glibc_arc4random();
	while (x < -limit % limit);
	return x % limit;
}

/* random(3) and its relatives: the additive feedback generator x[i] = x[i-DEG] + x[i-DEG+SEP]
 * whose numbers programs expect for a given seed, and the linear one of type 0. */

struct random_data {
	int32_t *front, *rear, *state;
	int type, degree, separation;
	int32_t *end;
};
_Static_assert(sizeof(struct random_data) == 48, "glibc's layout");

static const struct { int size, degree, separation; } types[] = {
	{ 8, 0, 0 }, { 32, 7, 3 }, { 64, 15, 1 }, { 128, 31, 3 }, { 256, 63, 1 },
};

int GLIBC(random_r)(struct random_data *restrict d, int32_t *restrict result)
{
	if (!d || !result) {
		errno = EINVAL;
		return -1;
	}
	if (!d->type) {
		*result = d->state[0] = (d->state[0]*1103515245U + 12345) & 0x7fffffff;
		return 0;
	}
	*result = (uint32_t)(*d->front += (uint32_t)*d->rear) >> 1;
	if (++d->front >= d->end) d->front = d->state;
	if (++d->rear >= d->end) d->rear = d->state;
	return 0;
}

int GLIBC(srandom_r)(unsigned seed, struct random_data *d)
{
	int32_t ignored;
	int i;
	if (!d || (unsigned)d->type > 4) return -1;
	int32_t x = d->state[0] = seed ? seed : 1;
	if (!d->type) return 0;
	for (i=1; i<d->degree; i++) {
		/* 16807 x mod 2^31-1. */
		int32_t high = x/127773, low = x%127773;
		x = 16807*low - 2836*high;
		if (x < 0) x += 2147483647;
		d->state[i] = x;
	}
	d->front = d->state + d->separation;
	d->rear = d->state;
	for (i=0; i<10*d->degree; i++) glibc_random_r(d, &ignored);
	return 0;
}

/* The word before the state says how far it is and of what type. */
static void keep(struct random_data *d)
{
	if (d->state) d->state[-1] = d->type ? (d->rear - d->state)*5 + d->type : 0;
}

int GLIBC(initstate_r)(unsigned seed, char *restrict buf, size_t size, struct random_data *restrict d)
{
	int type;
	if (!d || size < 8) {
		errno = EINVAL;
		return -1;
	}
	keep(d);
	for (type=4; types[type].size > size; type--);
	d->type = type;
	d->degree = types[type].degree;
	d->separation = types[type].separation;
	d->state = (int32_t *)buf + 1;
	d->end = d->state + d->degree;
	glibc_srandom_r(seed, d);
	keep(d);
	return 0;
}

int GLIBC(setstate_r)(char *restrict buf, struct random_data *restrict d)
{
	int32_t *state = (int32_t *)buf + 1;
	int type, rear;
	if (!buf || !d || (unsigned)(type = state[-1]%5) > 4) {
		errno = EINVAL;
		return -1;
	}
	rear = state[-1]/5;
	keep(d);
	d->type = type;
	d->degree = types[type].degree;
	d->separation = types[type].separation;
	d->state = state;
	d->end = state + d->degree;
	if (type) {
		d->rear = state + rear;
		d->front = state + (rear + d->separation) % d->degree;
	}
	return 0;
}

/* The same without a state of the caller's: musl's numbers for a seed are others. */

static int32_t first_state[32];
static struct random_data the_data;
static volatile int lock;

static void enter(void)
{
	while (__sync_lock_test_and_set(&lock, 1));
	if (!the_data.state) glibc_initstate_r(1, (char *)first_state, sizeof first_state, &the_data);
}

static void leave(void)
{
	__sync_lock_release(&lock);
}

long GLIBC(random)(void)
{
	int32_t x;
	enter();
	glibc_random_r(&the_data, &x);
	leave();
	return x;
}

void GLIBC(srandom)(unsigned seed)
{
	enter();
	glibc_srandom_r(seed, &the_data);
	leave();
}

char *GLIBC(initstate)(unsigned seed, char *buf, size_t size)
{
	enter();
	char *old = (char *)(the_data.state - 1);
	int e = glibc_initstate_r(seed, buf, size, &the_data);
	leave();
	return e ? 0 : old;
}

char *GLIBC(setstate)(char *buf)
{
	enter();
	char *old = (char *)(the_data.state - 1);
	int e = glibc_setstate_r(buf, &the_data);
	leave();
	return e ? 0 : old;
}

int GLIBC(rand)(void) { return glibc_random(); }
void GLIBC(srand)(unsigned seed) { glibc_srandom(seed); }

/* drand48's family with the state of the caller: <stdlib.h>'s struct drand48_data. */
struct drand48_data {
	unsigned short x[3], old[3], c, init;
	unsigned long long a;
};
_Static_assert(sizeof(struct drand48_data) == 24, "glibc's layout");

static uint64_t step48(unsigned short x[3], struct drand48_data *d)
{
	if (!d->init) d->a = 0x5deece66d, d->c = 11, d->init = 1;
	uint64_t n = (x[0] | (uint64_t)x[1]<<16 | (uint64_t)x[2]<<32) * d->a + d->c & 0xffffffffffff;
	x[0] = n;
	x[1] = n>>16;
	x[2] = n>>32;
	return n;
}

int GLIBC(erand48_r)(unsigned short x[3], struct drand48_data *d, double *out) { *out = step48(x, d) / 281474976710656.0; return 0; }
int GLIBC(nrand48_r)(unsigned short x[3], struct drand48_data *d, long *out) { *out = step48(x, d) >> 17; return 0; }
int GLIBC(jrand48_r)(unsigned short x[3], struct drand48_data *d, long *out) { *out = (int32_t)(step48(x, d) >> 16); return 0; }
int GLIBC(drand48_r)(struct drand48_data *d, double *out) { return glibc_erand48_r(d->x, d, out); }
int GLIBC(lrand48_r)(struct drand48_data *d, long *out) { return glibc_nrand48_r(d->x, d, out); }
int GLIBC(mrand48_r)(struct drand48_data *d, long *out) { return glibc_jrand48_r(d->x, d, out); }

int GLIBC(srand48_r)(long seed, struct drand48_data *d)
{
	d->x[0] = 0x330e;
	d->x[1] = seed;
	d->x[2] = seed>>16;
	d->a = 0x5deece66d;
	d->c = 11;
	d->init = 1;
	return 0;
}

int GLIBC(seed48_r)(unsigned short seed[3], struct drand48_data *d)
{
	memcpy(d->old, d->x, sizeof d->x);
	memcpy(d->x, seed, sizeof d->x);
	d->a = 0x5deece66d;
	d->c = 11;
	d->init = 1;
	return 0;
}

int GLIBC(lcong48_r)(unsigned short p[7], struct drand48_data *d)
{
	memcpy(d->x, p, sizeof d->x);
	d->a = p[3] | (unsigned long long)p[4]<<16 | (unsigned long long)p[5]<<32;
	d->c = p[6];
	d->init = 1;
	return 0;
}
