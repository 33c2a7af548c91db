/* vdso */
#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <sys/auxv.h>
// GS taken with the instruction where the CPU and kernel allow it, by several threads at once.
static unsigned long block[4][8];
static unsigned long rd(void) { unsigned long v; __asm__ volatile ("rdgsbase %0" : "=r"(v)); return v; }
static void wr(void *p) { __asm__ volatile ("wrgsbase %0" :: "r"(p) : "memory"); }
static unsigned long gs8(void) { unsigned long v; __asm__ volatile ("mov %%gs:8,%0" : "=r"(v) :: "memory"); return v; }
static volatile int ticks;
static void tick(int sig) { ticks++; getpid(); struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); }
static void *thread(void *arg)
{
	long n = (long)arg;
	pid_t me = getpid(), tid = gettid();
	block[n][1] = n;
	for (int i = 0; i < 2000; i++) {
		struct timespec t;
		wr(block[n]);
		if (getpid() != me || syscall(SYS_gettid) != tid || clock_gettime(CLOCK_MONOTONIC, &t) || syscall(SYS_getppid) != getppid()
		 || (i % 100 == 0 && sched_yield())) { CHECK(!"calls work"); break; }
		if (rd() != (unsigned long)block[n] || gs8() != (unsigned long)n) { CHECK(!"own base"); break; }
	}
	return 0;
}
int main(void)
{
	if (!(getauxval(AT_HWCAP2) & 2)) { puts("FSGSBASE is missing"); return done(); }
	pthread_t t[4];
	int st;
	signal(SIGALRM, tick);
	ualarm(500, 500);
	for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, thread, (void *)i);
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	ualarm(0, 0);
	wr(block[2]);
	unsigned long v;
	CHECK(!syscall(SYS_arch_prctl, 0x1004, &v) && v == (unsigned long)block[2]);
	pid_t p = fork();
	if (!p) _exit(rd() == (unsigned long)block[2] && gs8() == 2 && getpid() != getppid() ? 4 : 1);
	waitpid(p, &st, 0);
	status("fork", st);
	CHECK(!syscall(SYS_arch_prctl, 0x1001, block[1]) && rd() == (unsigned long)block[1]);
	wr(0);
	CHECK(rd() == 0 && getpid() > 0 && !syscall(SYS_arch_prctl, 0x1004, &v) && v == 0);
	puts("own base in 4 threads");
	return done();
}
