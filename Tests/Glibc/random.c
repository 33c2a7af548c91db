/* Numbers for a seed, which programs and their tests count on. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	static char big[256], small[32];
	int32_t x;
	printf("%ld %d\n", random(), rand());
	for (unsigned seed=0; seed<4; seed++) {
		srandom(seed);
		for (int i=0; i<40; i++) printf("%ld ", random());
		printf("\n");
	}
	for (int size=8; size<=256; size*=2) {
		char *old = initstate(7, big, size);
		printf("%d:", size);
		for (int i=0; i<10; i++) printf(" %ld", random());
		setstate(old);
		printf(" %ld", random());
		setstate(big);
		printf(" %ld\n", random());
		setstate(old);
	}
	struct random_data d = { 0 };
	printf("%d\n", initstate_r(3, small, sizeof small, &d));
	for (int i=0; i<5; i++) random_r(&d, &x), printf("%d ", x);
	struct drand48_data e;
	long l;
	double f;
	srand48_r(42, &e);
	lrand48_r(&e, &l);
	drand48_r(&e, &f);
	printf("%ld %f\n", l, f);
	mrand48_r(&e, &l);
	printf("%ld\n", l);
}
