#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
// poll, ppoll, select, pselect: readiness, time-outs, masks, bad descriptors, interrupted.
static volatile int calls;
static void handler(int sig) { calls++; }
static int tid, p[2];
static pthread_t main_thread;
static void *hit(void *arg) { CHECK(!asleep(tid)); pthread_kill(main_thread, SIGUSR1); return 0; }
static void *feed(void *arg) { CHECK(!asleep(tid)); write(p[1], "x", 1); return 0; }
int main(void)
{
	int s[2];
	char c;
	fd_set r, w, e;
	pthread_t t;
	sigset_t block, none;
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &sa, 0);
	main_thread = pthread_self();
	tid = gettid();
	CHECK(!pipe(p) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	struct pollfd f[4] = { { p[0], POLLIN, 0 }, { s[0], POLLIN | POLLOUT, 0 }, { -1, POLLIN, 9 }, { 999, POLLIN, 0 } };
	show("poll", poll(f, 4, -1));
	printf("%x %x %x %x\n", f[0].revents, f[1].revents, f[2].revents, f[3].revents);
	show("poll, nothing", poll(f, 1, 0));
	double a = seconds();
	show("poll 20 ms", poll(f, 1, 20));
	CHECK(seconds() - a >= 0.0199);
	show("poll of none", poll(0, 0, 1));
	pthread_create(&t, 0, feed, 0);
	show("poll, fed", poll(f, 1, -1));
	pthread_join(t, 0);
	read(p[0], &c, 1);
	pthread_create(&t, 0, hit, 0);
	show("poll interrupted", poll(f, 1, -1));
	pthread_join(t, 0);
	sigemptyset(&none);
	sigemptyset(&block);
	sigaddset(&block, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &block, 0);
	raise(SIGUSR1);
	show("poll, blocked", poll(f, 1, 1));
	show("ppoll lets it in", ppoll(f, 1, &(struct timespec){ 5, 0 }, &none));
	raise(SIGUSR1);
	show("pselect lets it in", pselect(0, 0, 0, 0, &(struct timespec){ 5, 0 }, &none));
	pthread_sigmask(SIG_SETMASK, 0, &none);
	printf("blocked again %d, calls %d\n", sigismember(&none, SIGUSR1), calls);
	FD_ZERO(&r); FD_ZERO(&w); FD_ZERO(&e);
	FD_SET(p[0], &r); FD_SET(s[0], &r); FD_SET(s[0], &w); FD_SET(p[1], &w);
	write(p[1], "y", 1);
	show("select", select(s[1] + 1, &r, &w, &e, 0));
	printf("%d %d %d %d\n", !!FD_ISSET(p[0], &r), !!FD_ISSET(s[0], &r), !!FD_ISSET(s[0], &w), !!FD_ISSET(p[1], &w));
	read(p[0], &c, 1);
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	struct timeval tv = { 0, 10000 };
	show("select timed out", select(p[0] + 1, &r, 0, 0, &tv));
	printf("set emptied %d\n", !FD_ISSET(p[0], &r));
	FD_SET(200, &r);
	show("select bad descriptor", select(201, &r, 0, 0, &tv));
	show("select negative", select(-1, 0, 0, 0, &tv));
	tv.tv_sec = -1;
	show("select bad time", select(0, 0, 0, 0, &tv));
	show("ppoll bad time", ppoll(f, 1, &(struct timespec){ 0, -1 }, 0));
	show("poll bad pointer", syscall(SYS_poll, 8, 1, 0));
	close(s[1]);
	f[1].events = POLLIN | POLLRDHUP;
	poll(f + 1, 1, 0);
	printf("hung up %x\n", f[1].revents);
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	f[0] = (struct pollfd){ fd, POLLIN | POLLOUT | POLLPRI, 0 };
	poll(f, 1, 0);
	printf("file %x\n", f[0].revents);
	return done();
}
