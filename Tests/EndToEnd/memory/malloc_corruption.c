/* cflags: -w */
#include "check.h"
// What musl's malloc notices, it stops.
static char *p;
static void twice(void) { p = malloc(100); free(p); free(p); }
// Apus does so when it comes to the block behind, musl at once.
static void overflow(void) { p = malloc(10); memset(p, 'x', 64); free(p); for (int i = 0; i < 1000; i++) p = malloc(10); }
static void foreign(void) { static char a[64] __attribute__((aligned(16))); free(a + 32); }
static void odd(void) { p = malloc(64); free(p + 1); }
int main(void)
{
	in_child("freed twice", twice);
	in_child("overflow", overflow);
	in_child("not from malloc", foreign);
	in_child("inside", odd);
	return done();
}
