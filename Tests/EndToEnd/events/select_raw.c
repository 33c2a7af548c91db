#include "descriptors/kinds.h"
#include <pthread.h>
#include <sys/select.h>
// select and pselect6 as the kernel has them: time left is written back, sets, limits, masks, bad arguments.
static int fd;
static volatile int calls;
static void handler(int sig) { calls++; }
static fd_set r, w, x;
static long sel(int n, void *a, void *b, void *c, void *tv) { return syscall(SYS_select, n, a, b, c, tv); }
static long psel(int n, void *a, void *ts, const void *mask, long size)
{
	struct { const void *p; long n; } m = { mask, size };
	return syscall(SYS_pselect6, n, a, 0L, 0L, ts, mask ? &m : 0);
}
static void one(int f) { FD_ZERO(&r); FD_ZERO(&w); FD_ZERO(&x); FD_SET(f, &r); FD_SET(f, &w); FD_SET(f, &x); }
static volatile int tid;
static void *feed(void *arg) { CHECK(!asleep(tid)); eventfd_write(fd, 1); return 0; }
static void *hit(void *arg) { CHECK(!asleep(tid)); kill(getpid(), SIGUSR1); return 0; }
static pthread_t other(void *(*f)(void *))
{
	pthread_t t;
	sigset_t s, old;
	sigfillset(&s);
	pthread_sigmask(SIG_BLOCK, &s, &old);
	pthread_create(&t, 0, f, 0);
	pthread_sigmask(SIG_SETMASK, &old, 0);
	return t;
}
static void left(const char *what, struct timeval tv) { printf("%s: %d left of the second\n", what, tv.tv_sec == 0 && tv.tv_usec > 0 ? 1 : tv.tv_sec ? 2 : 0); }
int main(void)
{
	struct timeval tv = { 1, 0 };
	struct timespec ts = { 0, 5000000 };
	sigset_t block, none;
	eventfd_t v;
	sigemptyset(&none);
	sigemptyset(&block);
	sigaddset(&block, SIGUSR1);
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &sa, 0);
	tid = gettid();
	open_kinds(O_NONBLOCK);
	for (int i = 0; i < kind_count; i++) {
		one(kinds[i].fd);
		tv = (struct timeval){ 0 };
		long n = sel(kinds[i].fd + 1, &r, &w, &x, &tv);
		printf("%s: %ld %d%d%d\n", kinds[i].name, n, !!FD_ISSET(kinds[i].fd, &r), !!FD_ISSET(kinds[i].fd, &w), !!FD_ISSET(kinds[i].fd, &x));
	}
	fd = kind("eventfd");
	// Time left.
	FD_ZERO(&r); FD_SET(fd, &r);
	tv = (struct timeval){ 0, 5000 };
	show("timed out", sel(fd + 1, &r, 0, 0, &tv));
	printf("%d %d, set %d\n", (int)tv.tv_sec, (int)tv.tv_usec, !!FD_ISSET(fd, &r));
	FD_SET(fd, &r);
	tv = (struct timeval){ 100, 0 };
	pthread_t t = other(feed);
	show("fed", sel(fd + 1, &r, 0, 0, &tv));
	pthread_join(t, 0);
	printf("some is left %d\n", tv.tv_sec > 0 && tv.tv_sec < 100);
	tv = (struct timeval){ 1, 0 };
	show("at once", sel(fd + 1, &r, 0, 0, &tv));
	left("at once", tv);
	eventfd_read(fd, &v);
	tv = (struct timeval){ 100, 0 };
	t = other(hit);
	show("signal", sel(fd + 1, &r, 0, 0, &tv));
	pthread_join(t, 0);
	printf("some is left %d, set still %d\n", tv.tv_sec > 0 && tv.tv_sec < 100, !!FD_ISSET(fd, &r));
	ts = (struct timespec){ 0, 3000000 };
	show("pselect6 timed out", psel(fd + 1, &r, &ts, 0, 0));
	printf("%d %d\n", (int)ts.tv_sec, (int)ts.tv_nsec);
	tv = (struct timeval){ 0, 1500000 };
	FD_SET(fd, &r);
	eventfd_write(fd, 1);
	show("microseconds over a million", sel(fd + 1, &r, 0, 0, &tv));
	tv = (struct timeval){ -1, 0 };
	show("negative", sel(fd + 1, &r, 0, 0, &tv));
	tv = (struct timeval){ 0, -1 };
	show("negative microseconds", sel(fd + 1, &r, 0, 0, &tv));
	ts = (struct timespec){ 0, 1000000000 };
	show("pselect6 nanoseconds", psel(fd + 1, &r, &ts, 0, 0));
	// Sets: beyond n they are not looked at; all of a word is written.
	FD_ZERO(&r);
	FD_SET(fd, &r);
	FD_SET(999, &r);
	show("closed one beyond n", sel(fd + 1, &r, 0, 0, &tv) > 0 ? 1 : -1);
	tv = (struct timeval){ 0 };
	FD_ZERO(&r); FD_SET(fd, &r); FD_SET(999, &r);
	show("closed one beyond n", sel(fd + 1, &r, 0, 0, &tv));
	printf("kept %d\n", !!FD_ISSET(999, &r));
	show("closed one", sel(1000, &r, 0, 0, &tv));
	printf("unchanged %d %d\n", !!FD_ISSET(999, &r), !!FD_ISSET(fd, &r));
	show("n 0", sel(0, &r, 0, 0, &tv));
	show("n -1", sel(-1, &r, 0, 0, &tv));
	FD_ZERO(&r); FD_SET(fd, &r);
	show("n much more than is open", sel(1024, &r, 0, 0, &tv));
	show("n INT_MAX", sel(INT_MAX, 0, 0, 0, &tv));
	show("n of the same word, less", (FD_SET(fd, &r), sel(fd, &r, 0, 0, &tv)));
	// Numbers over FD_SETSIZE work with larger sets.
	static unsigned long big[64];
	if (CHECK(dup2(fd, 1500) == 1500)) {
		big[1500 / 64] |= 1ul << 1500 % 64;
		show("number 1500", sel(1501, big, 0, 0, &tv));
		printf("%d\n", big[1500 / 64] == 1ul << 1500 % 64);
		close(1500);
	}
	show("bad set", sel(10, (void *)8, 0, 0, &tv));
	show("bad set, n 0", sel(0, (void *)8, 0, 0, &tv));
	show("bad time", sel(0, 0, 0, 0, (void *)8));
	char *m = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*(struct timeval *)m = (struct timeval){ 0 };
	mprotect(m, 4096, PROT_READ);
	FD_ZERO(&r); FD_SET(fd, &r);
	show("time in read only memory", sel(fd + 1, &r, 0, 0, m));
	show("set in read only memory", sel(fd + 1, m, 0, 0, &tv));
	// Masks.
	eventfd_read(fd, &v);
	pthread_sigmask(SIG_BLOCK, &block, 0);
	calls = 0;
	raise(SIGUSR1);
	FD_ZERO(&r); FD_SET(fd, &r);
	ts = (struct timespec){ 0, 1000000 };
	show("blocked", psel(fd + 1, &r, &ts, 0, 0));
	FD_SET(fd, &r);
	show("let in", psel(fd + 1, &r, 0, &none, 8));
	printf("calls %d\n", calls);
	show("mask size", psel(fd + 1, &r, 0, &none, 4));
	show("mask bad", psel(fd + 1, &r, 0, (void *)8, 8));
	show("mask argument bad", syscall(SYS_pselect6, fd + 1, &r, 0L, 0L, 0L, 8L));
	raise(SIGUSR1);
	eventfd_write(fd, 1);
	show("ready before the signal", psel(fd + 1, &r, 0, &none, 8));
	printf("calls %d\n", calls);
	return done();
}
