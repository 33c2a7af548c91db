#include "pipes/pattern.h"
#include <pthread.h>
#include <sys/uio.h>
// No reader: EPIPE with SIGPIPE handled, ignored, blocked, by default; which thread gets it; partial writes.
static volatile int calls, by, code_, from;
static int p[2];
static volatile int tid;
static void handler(int sig, siginfo_t *si, void *u) { calls++; by = gettid(); code_ = si->si_code; from = si->si_pid; }
static void dies(void) { signal(SIGPIPE, SIG_DFL); write(p[1], "x", 1); puts("still here"); }
static void dies_vector(void) { struct iovec v = { "xy", 2 }; signal(SIGPIPE, SIG_DFL); writev(p[1], &v, 1); }
static void blocked_then_not(void)
{
	sigset_t s, pending;
	sigemptyset(&s);
	sigaddset(&s, SIGPIPE);
	sigprocmask(SIG_BLOCK, &s, 0);
	signal(SIGPIPE, SIG_DFL);
	show("blocked", write(p[1], "x", 1));
	sigpending(&pending);
	printf("pending %d\n", sigismember(&pending, SIGPIPE));
	sigprocmask(SIG_UNBLOCK, &s, 0);
}
static void *in_thread(void *arg)
{
	tid = gettid();
	CHECK(write(p[1], "x", 1) == -1 && errno == EPIPE);
	printf("handler in the writing thread: %d\n", by == tid);
	return 0;
}
static void *blocked_thread(void *arg)
{
	// Pending for this thread alone.
	sigset_t s, pending;
	sigemptyset(&s);
	sigaddset(&s, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &s, 0);
	calls = 0;
	CHECK(write(p[1], "x", 1) == -1 && errno == EPIPE);
	sigpending(&pending);
	printf("blocked here: pending %d, calls %d\n", sigismember(&pending, SIGPIPE), calls);
	struct timespec none = { 0 };
	siginfo_t si;
	show("sigtimedwait", sigtimedwait(&s, &si, &none));
	printf("code %d, from me %d\n", si.si_code, si.si_pid == getpid());
	sigpending(&pending);
	printf("pending %d\n", sigismember(&pending, SIGPIPE));
	return 0;
}
static long wrote;
static int wrote_errno;
static void *big_write(void *arg)
{
	static char big[200000];
	tid = gettid();
	wrote = write(p[1], big, sizeof big);
	wrote_errno = errno;
	return 0;
}
static void *small_write(void *arg)
{
	tid = gettid();
	wrote = write(p[1], "small", 5);
	wrote_errno = errno;
	return 0;
}
static pthread_t begin(void *(*f)(void *))
{
	pthread_t t;
	tid = 0;
	pthread_create(&t, 0, f, 0);
	while (!tid) msleep(1);
	CHECK(!asleep(tid));
	return t;
}
int main(void)
{
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	pthread_t t;
	static char buf[70000];
	sigaction(SIGPIPE, &sa, 0);
	CHECK(!pipe(p));
	write(p[1], "unread", 6);
	close(p[0]);
	show("handled", write(p[1], "x", 1));
	printf("calls %d, code %d, from me %d\n", calls, code_, from == getpid());
	show("of nothing", write(p[1], "x", 0));
	show("bad pointer", write(p[1], (void *)8, 1));
	show("bad pointer of nothing", write(p[1], (void *)8, 0));
	struct iovec v[2] = { { "ab", 2 }, { (void *)8, 2 } };
	show("vector", writev(p[1], v, 2));
	show("vector of nothing", writev(p[1], &(struct iovec){ "x", 0 }, 1));
	show("large", write(p[1], buf, sizeof buf));
	printf("calls %d\n", calls);
	fcntl(p[1], F_SETFL, O_NONBLOCK);
	show("non-blocking", write(p[1], buf, sizeof buf));
	fcntl(p[1], F_SETFL, O_DIRECT);
	show("packet", write(p[1], buf, 10));
	fcntl(p[1], F_SETFL, 0);
	in_child("by default", dies);
	in_child("by default, vector", dies_vector);
	in_child("unblocked", blocked_then_not);
	pthread_create(&t, 0, in_thread, 0);
	pthread_join(t, 0);
	pthread_create(&t, 0, blocked_thread, 0);
	pthread_join(t, 0);
	signal(SIGPIPE, SIG_IGN);
	show("ignored", write(p[1], "x", 1));
	close(p[1]);
	// The last reader goes while a writer is blocked: what was written counts, else EPIPE.
	sigaction(SIGPIPE, &sa, 0);
	calls = 0;
	CHECK(!pipe(p));
	int copy = dup(p[0]);
	t = begin(big_write);
	close(p[0]);
	CHECK(!asleep(tid));
	close(copy);
	pthread_join(t, 0);
	printf("wrote %ld, calls %d\n", wrote, calls);
	close(p[1]);
	calls = 0;
	CHECK(!pipe2(p, O_NONBLOCK));
	while (write(p[1], buf, 4096) > 0);
	fcntl(p[1], F_SETFL, 0);
	t = begin(small_write);
	close(p[0]);
	pthread_join(t, 0);
	printf("wrote %ld %s, calls %d\n", wrote, ename(wrote_errno), calls);
	close(p[1]);
	// Read after all writers are gone is the end, again and again.
	CHECK(!pipe(p) && write(p[1], "abc", 3) == 3);
	close(p[1]);
	show("left", read(p[0], buf, 2));
	show("left", read(p[0], buf, 2));
	show("end", read(p[0], buf, 2));
	show("end", read(p[0], buf, 2));
	show("end of nothing", read(p[0], buf, 0));
	show("end, bad pointer", read(p[0], (void *)8, 4));
	return done();
}
