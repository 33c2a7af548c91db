/* run: dynamic static static-pie */
/* cflags: -fno-tree-loop-distribute-patterns -fstack-protector-all */
#include "check.h"
// A program with string functions of its own, which look at the thread's stack protector.
void *memset(void *p, int c, size_t n)
{
	__attribute__((unused)) volatile char guarded[64];
	char *q = p;
	guarded[n & 63] = c;
	for (size_t i = 0; i < n; i++) q[i] = c;
	return p;
}
size_t strlen(const char *s)
{
	__attribute__((unused)) volatile char guarded[64];
	size_t n = 0;
	while (s[n]) n++;
	guarded[n & 63] = 0;
	return n;
}
int main(void)
{
	char b[32];
	memset(b, 'a', 31);
	b[31] = 0;
	printf("%zu %ld\n", strlen(b), (long)getpid() - syscall(SYS_getpid));
	printf("number above 32 bits: %ld\n", syscall(1L << 32 | SYS_getpid) - getpid());
	return done();
}
