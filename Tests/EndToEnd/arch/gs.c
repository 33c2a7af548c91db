/* vdso */
/* run: dynamic static static-pie loader */
#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <sys/utsname.h>
// A program takes GS for itself by arch_prctl: it gets its own values back, and every call still works.
enum { SET_GS = 0x1001, SET_FS, GET_FS, GET_GS };
static long arch(int op, unsigned long v) { return syscall(SYS_arch_prctl, op, v); }
static unsigned long gs(long offset) { unsigned long v; __asm__ volatile ("mov %%gs:(%1),%0" : "=r"(v) : "r"(offset) : "memory"); return v; }
static unsigned long base(void) { unsigned long v = 1; CHECK(!arch(GET_GS, (unsigned long)&v)); return v; }
static unsigned long block[4][64];
static volatile int signals;

// All kinds of call, with the block checked in between.
static void calls(unsigned long *mine, unsigned long mark)
{
	struct timespec t;
	struct utsname u;
	int p[2];
	char c;
	for (int i = 0; i < 100; i++) {
		if (!(getpid() > 0 && syscall(SYS_getpid) == getpid() && gettid() == syscall(SYS_gettid) && !clock_gettime(CLOCK_MONOTONIC, &t)
		 && !syscall(SYS_clock_gettime, CLOCK_REALTIME, &t) && getuid() == geteuid() && !uname(&u) && sched_getcpu() >= 0
		 && time(0) > 0 && !pipe(p) && write(p[1], "g", 1) == 1 && read(p[0], &c, 1) == 1 && !close(p[0]) && !close(p[1])
		 && syscall(-1) == -1 && errno == ENOSYS)) { CHECK(!"calls work"); break; }
		free(malloc(200000));
		if (gs(8) != mark || base() != (unsigned long)mine) { CHECK(!"own block"); break; }
		mine[2] = i;
		if (gs(16) != (unsigned long)i) { CHECK(!"block is live"); break; }
	}
	for (int k = 3; k < 64; k++) if (mine[k]) { CHECK(!"block not written by others"); break; }
}
static void handler(int sig)
{
	signals += getpid() > 0 && base() == (unsigned long)block[0] && gs(8) == 11;
}
static void *thread(void *arg)
{
	long n = (long)arg;
	unsigned long b = base();
	printf("thread begins with %s\n", !b ? "0" : b == (unsigned long)block[0] ? "its maker's" : "something else");
	block[n][1] = 100 + n;
	CHECK(!arch(SET_GS, (unsigned long)block[n]));
	calls(block[n], 100 + n);
	sched_yield();
	CHECK(gs(8) == (unsigned long)(100 + n));
	return 0;
}

int main(void)
{
	unsigned long v = 1, fs = 0, self;
	int st;
	printf("GS at first: %lu\n", base());
	CHECK(!arch(GET_FS, (unsigned long)&fs));
	__asm__ ("mov %%fs:0,%0" : "=r"(self));
	CHECK(fs == self);
	CHECK(!arch(SET_FS, fs));
	errno = EXDEV;
	CHECK(errno == EXDEV);

	block[0][1] = 11;
	show("ARCH_SET_GS", arch(SET_GS, (unsigned long)block[0]));
	printf("own value %lu, own base %d\n", gs(8), base() == (unsigned long)block[0]);
	calls(block[0], 11);
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	kill(getpid(), SIGUSR1);
	printf("%d handlers saw it\n", signals);
	pthread_t t[3];
	for (long i = 1; i < 4; i++) {
		CHECK(!pthread_create(&t[i - 1], 0, thread, (void *)i));
		CHECK(!pthread_join(t[i - 1], 0));
	}
	CHECK(gs(8) == 11 && base() == (unsigned long)block[0]);
	pid_t p = fork();
	if (!p) {
		calls(block[0], 11);
		_exit(check_failures || gs(8) != 11 ? 1 : 5);
	}
	CHECK(waitpid(p, &st, 0) == p);
	status("fork", st);
	p = vfork();
	if (!p) {
		_exit(getpid() > 0 && gs(8) == 11 ? 6 : 1);
	}
	CHECK(waitpid(p, &st, 0) == p);
	status("vfork", st);
	status("system", system("exit 7"));
	calls(block[0], 11);
	show("back to 0", arch(SET_GS, 0));
	printf("GS then: %lu\n", base());
	CHECK(getpid() > 0 && !clock_gettime(CLOCK_MONOTONIC, &(struct timespec){ 0 }));
	show("SET_GS in the kernel's half", arch(SET_GS, 0xffff800000000000));
	show("GET_GS null", arch(GET_GS, 0));
	show("GET_FS unmapped", arch(GET_FS, 8));
	show("GET_GS read-only", arch(GET_GS, (unsigned long)calls));
	show("unknown", arch(0x7777, (unsigned long)&v));
	show("CPUID faulting", arch(0x1011, 0) >= 0 ? 0 : -1);
	return done();
}
