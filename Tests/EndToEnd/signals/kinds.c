#include "check.h"
#include <pthread.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>
// Every way a signal arrives: what siginfo says of it.
static siginfo_t got;
static volatile int count;
static volatile pid_t in_thread;
static sigjmp_buf back;

static void handler(int sig, siginfo_t *si, void *ctx)
{
	got = *si;
	in_thread = syscall(SYS_gettid);
	count++;
	CHECK(si->si_signo == sig && ctx);
}
static void fault(int sig, siginfo_t *si, void *ctx)
{
	got = *si;
	siglongjmp(back, 1);
}
static const char *cause(int c)
{
	return c == SI_USER ? "SI_USER" : c == SI_TKILL ? "SI_TKILL" : c == SI_QUEUE ? "SI_QUEUE" : c == SI_TIMER ? "SI_TIMER"
		: c == SI_KERNEL ? "SI_KERNEL" : c == SI_MESGQ ? "SI_MESGQ" : c == SI_ASYNCIO ? "SI_ASYNCIO" : "code";
}
static void report(const char *what)
{
	printf("%s: %d x %s, %s %d, from me %d\n", what, count, strsignal(got.si_signo), cause(got.si_code),
		got.si_code > 0 ? got.si_code : 0, got.si_pid == getpid());
	count = 0;
	memset(&got, 0, sizeof got);
}
static void *thread(void *arg) { pthread_kill(*(pthread_t *)arg, SIGUSR2); return 0; }

int main(void)
{
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigfillset(&sa.sa_mask);
	for (int s = 1; s < 32; s++) if (s != SIGKILL && s != SIGSTOP) CHECK(!sigaction(s, &sa, 0));
	CHECK(!sigaction(SIGRTMIN, &sa, 0) && !sigaction(SIGRTMAX, &sa, 0));
	pid_t tid = gettid();
	raise(SIGUSR1); report("raise");
	CHECK(in_thread == tid);
	kill(getpid(), SIGUSR1); report("kill");
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1); report("tgkill");
	syscall(SYS_tkill, gettid(), SIGUSR1); report("tkill");
	sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = 77 });
	printf("value %d\n", got.si_value.sival_int); report("sigqueue");
	pthread_t t, self = pthread_self();
	pthread_create(&t, 0, thread, &self);
	pthread_join(t, 0);
	CHECK(in_thread == tid); report("pthread_kill");
	pid_t p = fork();
	if (!p) { kill(getppid(), SIGTERM); _exit(3); }
	int st;
	while (waitpid(p, &st, 0) != p) CHECK(errno == EINTR);
	while (count < 2) msleep(1);
	CHECK(got.si_pid == p);
	count = 0;
	p = fork();
	if (!p) _exit(4);
	while (waitpid(p, &st, 0) != p) CHECK(errno == EINTR);
	while (!count) msleep(1);
	CHECK(got.si_pid == p && got.si_uid == getuid());
	printf("child's status %d, CLD_EXITED %d\n", got.si_status, got.si_code == CLD_EXITED); report("SIGCHLD");
	int fds[2];
	pipe(fds);
	close(fds[0]);
	show("write", write(fds[1], "x", 1)); report("SIGPIPE");
	setitimer(ITIMER_REAL, &(struct itimerval){ .it_value.tv_usec = 1000 }, 0);
	while (!count) msleep(1);
	report("setitimer");
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMAX, .sigev_value.sival_int = 9 };
	timer_t timer;
	CHECK(!timer_create(CLOCK_MONOTONIC, &ev, &timer));
	timer_settime(timer, 0, &(struct itimerspec){ .it_value.tv_nsec = 1000000 }, 0);
	while (!count) msleep(1);
	printf("value %d\n", got.si_value.sival_int); got.si_pid = 0; report("timer");

	sa.sa_sigaction = fault;
	sigemptyset(&sa.sa_mask);
	for (int s = 1; s < 32; s++) if (s != SIGKILL && s != SIGSTOP) sigaction(s, &sa, 0);
	char *none = mmap(0, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	if (!sigsetjmp(back, 1)) *(volatile char *)8 = 1;
	CHECK(got.si_addr == (void *)8); got.si_pid = 0; report("unmapped");
	if (!sigsetjmp(back, 1)) none[5] = 1;
	CHECK(got.si_addr == none + 5); got.si_pid = 0; report("no access");
	if (!sigsetjmp(back, 1)) __asm__ volatile ("hlt");
	got.si_pid = 0; report("privileged");
	if (!sigsetjmp(back, 1)) __asm__ volatile ("ud2");
	got.si_pid = 0; report("illegal");
	if (!sigsetjmp(back, 1)) __asm__ volatile ("xor %%edx,%%edx; mov $1,%%eax; xor %%ecx,%%ecx; div %%ecx" ::: "eax", "ecx", "edx");
	got.si_pid = 0; report("division");
	if (!sigsetjmp(back, 1)) __asm__ volatile ("int3");
	got.si_pid = 0; report("breakpoint");
	int fd = open("file", O_RDWR|O_CREAT, 0600);
	ftruncate(fd, 1);
	char *m = mmap(0, 8192, PROT_READ, MAP_SHARED, fd, 0);
	if (!sigsetjmp(back, 1)) *(volatile char *)(m + 4096);
	CHECK(got.si_addr == m + 4096); got.si_pid = 0; report("beyond the file");
	return done();
}
