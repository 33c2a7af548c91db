/* vdso */
#include "check.h"
#include <pthread.h>
// malloc goes on when the break cannot grow or was moved by the program, and works with threads and fork around it.
static void *work(void *arg)
{
	unsigned x = (long)arg;
	char *p[64] = { 0 };
	size_t n[64] = { 0 };
	for (int i = 0; i < 3000; i++) {
		x = x * 1103515245 + 12345;
		int k = x >> 16 & 63;
		for (size_t j = 0; j < n[k]; j += 97) if (p[k][j] != (char)k) { CHECK(!"contents"); return 0; }
		free(p[k]);
		n[k] = (x >> 8 & 7) ? x >> 20 & 511 : (x >> 10 & 0x3ffff);
		if (!CHECK((p[k] = malloc(n[k] + 1)))) return 0;
		memset(p[k], k, n[k]);
	}
	for (int k = 0; k < 64; k++) free(p[k]);
	return 0;
}
static void moved(void)
{
	char *b = (char *)syscall(SYS_brk, 0);
	syscall(SYS_brk, b + (1 << 20));
	memset(b, 1, 1 << 20);
	work((void *)3);
	printf("own part of the break kept %d\n", b[0] == 1 && b[100000] == 1);
}
int main(void)
{
	pthread_t t[4];
	work((void *)1);
	for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, work, (void *)(i + 5));
	for (int i = 0; i < 3; i++) {
		pid_t p = fork();
		if (!p) { work((void *)9); _exit(check_failures); }
		int st;
		CHECK(waitpid(p, &st, 0) == p && st == 0);
	}
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	puts("threads and forks");
	in_child("moved", moved);
	return done();
}
