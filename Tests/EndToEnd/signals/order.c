#include "waiting/blocking.h"
// Queued real-time signals come all, by number and then in the order sent: while running, blocked, and in a blocking call.
static volatile int count, values[4096], signals_[4096], depth, deepest;
static void handler(int sig, siginfo_t *si, void *context)
{
	if (++depth > deepest) deepest = depth;
	int i = count++;
	values[i] = si->si_value.sival_int;
	signals_[i] = sig;
	depth--;
}
static void queue(pid_t tid, int sig, int value)
{
	siginfo_t si = { .si_signo = sig, .si_code = SI_QUEUE, .si_value.sival_int = value };
	si.si_pid = getpid();
	if (tid) CHECK(!syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, sig, &si));
	else CHECK(!sigqueue(getpid(), sig, (union sigval){ .sival_int = value }));
}
static void report(const char *what)
{
	printf("%s: %d, depth %d:", what, count, deepest);
	for (int i = 0; i < count && i < 40; i++) printf(" %d:%d", signals_[i] - SIGRTMIN, values[i]);
	puts("");
	count = deepest = 0;
}

static int fd[2];
static volatile int tid, finished;
static long result;
static void *reads(void *arg)
{
	sigset_t s;
	char b[4];
	sigemptyset(&s);
	pthread_sigmask(SIG_SETMASK, &s, 0);
	tid = gettid();
	result = read(fd[0], b, 4);
	finished = 1;
	return 0;
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART };
	sigset_t all, none;
	pthread_t t;
	sigemptyset(&none);
	for (int i = 0; i < 8; i++) sigaddset(&sa.sa_mask, SIGRTMIN + i);
	for (int i = 0; i < 8; i++) sigaction(SIGRTMIN + i, &sa, 0);
	sigaction(SIGUSR1, &sa, 0);
	all = sa.sa_mask;
	sigaddset(&all, SIGUSR1);
	sigaddset(&all, SIGUSR2);

	for (int i = 0; i < 10; i++) queue(0, SIGRTMIN + i % 3, i);
	report("running");
	sigprocmask(SIG_BLOCK, &all, 0);
	for (int i = 0; i < 12; i++) queue(i & 1 ? gettid() : 0, SIGRTMIN + 5 - i % 3, i);
	for (int i = 0; i < 3; i++) raise(SIGUSR1);
	sigprocmask(SIG_SETMASK, &none, 0);
	report("blocked"); // a thread's own before the process's
	sigprocmask(SIG_BLOCK, &all, 0);
	for (int i = 0; i < 2000; i++) queue(gettid(), SIGRTMIN + 1, i);
	sigprocmask(SIG_SETMASK, &none, 0);
	int in_order = count == 2000;
	for (int i = 0; i < count; i++) in_order &= values[i] == i;
	printf("2,000 in order: %d\n", in_order);
	count = 0;
	// Without the mask, a later one interrupts the handler of an earlier one as it begins.
	sigemptyset(&sa.sa_mask);
	for (int i = 0; i < 8; i++) sigaction(SIGRTMIN + i, &sa, 0);
	sigprocmask(SIG_BLOCK, &all, 0);
	for (int i = 0; i < 6; i++) queue(gettid(), SIGRTMIN + i, i);
	sigprocmask(SIG_SETMASK, &none, 0);
	report("nested");
	sa.sa_mask = all;
	for (int i = 0; i < 8; i++) sigaction(SIGRTMIN + i, &sa, 0);

	// To a thread in read: restarted each time, and still there for its byte.
	sigprocmask(SIG_BLOCK, &all, 0);
	CHECK(!pipe(fd) && !pthread_create(&t, 0, reads, 0));
	while (!tid) sched_yield();
	CHECK(!asleep(tid));
	for (int i = 0; i < 20; i++) queue(tid, SIGRTMIN + 2, i);
	while (count < 20) sched_yield();
	CHECK(!finished);
	for (int i = 0; i < 20; i++) queue(0, SIGRTMIN + 3, i);
	while (count < 40) sched_yield();
	CHECK(!finished && write(fd[1], "w", 1) == 1 && !pthread_join(t, 0));
	printf("read %ld\n", result);
	report("in read");

	// Taken by sigtimedwait: lowest number first, then as sent.
	for (int i = 0; i < 9; i++) queue(0, SIGRTMIN + 7 - i % 3, i);
	siginfo_t si;
	for (int i = 0; i < 9; i++) {
		int sig = sigtimedwait(&all, &si, &(struct timespec){ 1, 0 });
		printf(" %d:%d", sig - SIGRTMIN, si.si_value.sival_int);
	}
	puts("");
	// And through a signalfd, several at once.
	int sf = signalfd(-1, &all, SFD_NONBLOCK);
	struct signalfd_siginfo f[16];
	for (int i = 0; i < 9; i++) queue(0, SIGRTMIN + 7 - i % 3, i);
	ssize_t n = read(sf, f, sizeof f);
	printf("signalfd %zd:", n / (ssize_t)sizeof *f);
	for (int i = 0; i < n / (ssize_t)sizeof *f; i++) printf(" %d:%d", (int)f[i].ssi_signo - SIGRTMIN, f[i].ssi_int);
	puts("");
	show("sigqueue to nobody", sigqueue(0x3ffffff, SIGRTMIN, (union sigval){ 0 }));
	show("sigqueue 65", sigqueue(getpid(), 65, (union sigval){ 0 }));
	show("sigqueue 0", sigqueue(getpid(), 0, (union sigval){ 0 }));
	show("tgkill other process", syscall(SYS_tgkill, 1, gettid(), SIGRTMIN));
	show("tgkill negative", syscall(SYS_tgkill, -1, gettid(), SIGRTMIN));
	show("tkill 0", syscall(SYS_tkill, 0, SIGRTMIN));
	return done();
}
