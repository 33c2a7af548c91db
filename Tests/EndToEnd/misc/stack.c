/* cflags: -fstack-protector-all -Wno-infinite-recursion */
#include "check.h"
#include <alloca.h>
#include <pthread.h>
#include <stdarg.h>
#include <sys/resource.h>
// Stack protector, alignment at entry, large frames, overflow, variable arguments.
__attribute__((noinline)) static void smash(volatile int n) { volatile char b[16]; for (int i = 0; i < n; i++) ((volatile char *)b)[i] = 'x'; }
static void smashed(void) { smash(200); }
static int endless(volatile int n) { volatile char b[1024]; b[0] = n; return endless(n + 1) + b[0]; }
static void overflow(void) { setrlimit(RLIMIT_STACK, &(struct rlimit){ 1 << 20, 1 << 20 }); endless(0); }
static void *thread_overflow(void *arg) { endless(0); return 0; }
static void in_thread(void) { pthread_t t; pthread_create(&t, 0, thread_overflow, 0); pthread_join(t, 0); }
static int aligned(void) { __attribute__((aligned(64))) volatile char b[64]; b[0] = 1; uintptr_t sp; __asm__ ("mov %%rsp,%0" : "=r"(sp)); return (uintptr_t)b % 64 == 0 && sp % 8 == 0; }
static double add(int n, ...)
{
	va_list a, b;
	double s = 0;
	va_start(a, n);
	va_copy(b, a);
	for (int i = 0; i < n; i++) s += i & 1 ? va_arg(a, double) : va_arg(a, int);
	for (int i = 0; i < n; i++) s += i & 1 ? va_arg(b, double) : va_arg(b, int);
	va_end(a);
	va_end(b);
	return s;
}
// SSE code in a handler and a thread needs 16-byte alignment there.
static void movaps(void) { float v[4] __attribute__((aligned(16))) = { 1, 2, 3, 4 }; __asm__ volatile ("movaps %0,%%xmm0" :: "m"(v) : "xmm0"); }
static void handler(int sig) { movaps(); CHECK(aligned()); }
static void *thread(void *arg) { movaps(); CHECK(aligned()); volatile char *p = alloca(60000); memset((char *)p, 1, 60000); return 0; }
static void by_exit(void) { movaps(); CHECK(aligned()); puts("atexit aligned"); }
static void handlers(void) { atexit(by_exit); exit(0); }
int main(void)
{
	pthread_t t;
	movaps();
	CHECK(aligned());
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	pthread_create(&t, 0, thread, 0);
	pthread_join(t, 0);
	volatile char *big = alloca(3 << 20);
	memset((char *)big, 1, 3 << 20);
	printf("%g\n", add(12, 1, 2.5, 3, 4.5, 5, 6.5, 7, 8.5, 9, 10.5, 11, 12.5));
	in_child("smashed", smashed);
	in_child("overflow", overflow);
	in_child("overflow in a thread", in_thread);
	in_child("atexit", handlers);
	return done();
}
