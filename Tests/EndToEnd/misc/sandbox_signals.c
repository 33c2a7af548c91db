#include "check.h"
#include <sys/prctl.h>
#include <sys/time.h>
#include <pthread.h>
// In a sandbox that allows everything: a handler that moves the break and forks, and many short threads.
struct filter { uint16_t code; uint8_t jt, jf; uint32_t k; };
static volatile int ticks;
static void tick(int s)
{
	int e = errno;
	syscall(SYS_brk, 0);
	pid_t p = _Fork();
	if (!p) _exit(0);
	if (p > 0) waitpid(p, 0, 0);
	ticks++;
	errno = e;
}
static void *nothing(void *p) { return p; }
int main(void)
{
	struct filter f = { 6, 0, 0, 0x7fff0000 };
	struct { unsigned short n; struct filter *f; } prog = { 1, &f };
	CHECK(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && !prctl(PR_SET_SECCOMP, 2, &prog));
	for (int i = 0; i < 500; i++) {
		pthread_t t;
		CHECK(!pthread_create(&t, 0, nothing, 0) && !pthread_join(t, 0));
	}
	signal(SIGALRM, tick);
	setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 2000 }, { 0, 2000 } }, 0);
	long base = syscall(SYS_brk, 0);
	for (int i = 0; ticks < 50 && i < 2000000; i++) syscall(SYS_brk, base + (i & 1) * 8192);
	setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, 0);
	printf("ticked %d\n", ticks >= 50);
	return done();
}
