/* cflags: -Wno-infinite-recursion */
#include "check.h"
#include <math.h>
#include <fenv.h>
#include <pthread.h>
#include <setjmp.h>
// setjmp in all forms: values, registers, deep unwinding, masks, floating point environment, in threads.
static jmp_buf env;
static int depth;
static void deep(int n) { volatile char pad[100]; pad[0] = n; if (n) deep(n - 1); else longjmp(env, 42); depth = pad[0]; }
static int registers(long a, long b, long c, long d, long e, long f)
{
	long s[6] = { a * 3, b * 3, c * 3, d * 3, e * 3, f * 3 };
	volatile int times = 0;
	int r = setjmp(env);
	times++;
	if (r < 3) longjmp(env, r + 1);
	return s[0] + s[1] + s[2] + s[3] + s[4] + s[5] == 3 * (a + b + c + d + e + f) && times == 4;
}
static void *thread(void *arg)
{
	jmp_buf mine;
	volatile int n = 0;
	for (int i = 0; i < 1000; i++) if (!setjmp(mine)) longjmp(mine, 1); else n++;
	return (void *)(long)n;
}
int main(void)
{
	int r = setjmp(env);
	if (!r) deep(50);
	printf("value %d depth %d\n", r, depth);
	r = setjmp(env);
	if (!r) longjmp(env, 0);
	printf("0 becomes %d\n", r);
	printf("registers %d\n", registers(1, 2, 3, 4, 5, 6));
	sigset_t s, now;
	sigjmp_buf se;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	for (int save = 0; save < 2; save++) {
		sigprocmask(SIG_SETMASK, &(sigset_t){ 0 }, 0);
		if (!sigsetjmp(se, save)) { sigprocmask(SIG_BLOCK, &s, 0); siglongjmp(se, 1); }
		sigprocmask(SIG_BLOCK, 0, &now);
		printf("mask saved %d, blocked %d\n", save, sigismember(&now, SIGUSR1));
	}
	sigprocmask(SIG_SETMASK, &(sigset_t){ 0 }, 0);
	if (!_setjmp(env)) { sigprocmask(SIG_BLOCK, &s, 0); _longjmp(env, 1); }
	sigprocmask(SIG_BLOCK, 0, &now);
	printf("_setjmp: blocked %d\n", sigismember(&now, SIGUSR1));
	fesetround(FE_UPWARD);
	if (!setjmp(env)) { fesetround(FE_DOWNWARD); longjmp(env, 1); }
	printf("rounding stays %d\n", fegetround() == FE_DOWNWARD);
	pthread_t t[4];
	void *p;
	for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, thread, 0);
	for (int i = 0; i < 4; i++) { pthread_join(t[i], &p); printf("%ld\n", (long)p); }
	return done();
}
