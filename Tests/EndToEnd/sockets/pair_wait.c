#include "sockets/pair.h"
#include "pipes/pattern.h"
#include "waiting/waiter.h"
// Blocking on pairs: woken by writes, closes, shutdowns and signals; large transfers; fork with messages inside.
static long result;
static int result_errno, flags;
static char big[1 << 20], in[1 << 20];
static void *reads(void *arg) { tid = gettid(); result = recv(s[0], in, (intptr_t)arg, flags); result_errno = errno; return 0; }
static void *writes(void *arg) { tid = gettid(); result = send(s[0], big, (intptr_t)arg, 0); result_errno = errno; return 0; }
static void ended(const char *what, pthread_t t)
{
	pthread_join(t, 0);
	printf("  %s: %ld %s\n", what, result, result < 0 ? ename(result_errno) : "");
}
static void fill(void)
{
	while (send(s[0], big, 1000, MSG_DONTWAIT) > 0);
	CHECK(errno == EAGAIN);
}
static void type(const char *name, int t)
{
	pthread_t th;
	int st;
	printf("%s\n", name);
	renew(t);
	flags = 0;
	th = begin(reads, 100);
	send(s[1], "seven ch", 7, 0);
	ended("reader", th);
	th = begin(reads, 100);
	hit(th, 0);
	ended("reader, signal", th);
	th = begin(reads, 100);
	hit(th, SA_RESTART);
	CHECK(!asleep(tid));
	send(s[1], "x", 1, 0);
	ended("reader, signal with SA_RESTART", th);
	flags = MSG_PEEK;
	th = begin(reads, 100);
	send(s[1], "peek", 4, 0);
	ended("peeking reader", th);
	flags = MSG_WAITALL;
	recv(s[0], in, 10, 0);
	if (t == SOCK_STREAM) {
		th = begin(reads, 10);
		send(s[1], "12345", 5, 0);
		CHECK(!asleep(tid));
		send(s[1], "67890abc", 8, 0);
		ended("wait for all", th);
		recv(s[0], in, 10, 0);
		th = begin(reads, 10);
		send(s[1], "123", 3, 0);
		CHECK(!asleep(tid));
		hit(th, 0);
		ended("wait for all, signal", th);
		th = begin(reads, 10);
		send(s[1], "123", 3, 0);
		CHECK(!asleep(tid));
		shutdown(s[1], SHUT_WR);
		ended("wait for all, shut down", th);
		renew(t);
	}
	flags = 0;
	th = begin(reads, 10);
	shutdown(s[0], SHUT_RD);
	ended("reader, shut down", th);
	renew(t);
	if (t != SOCK_DGRAM) {
		th = begin(reads, 10);
		close(s[1]);
		s[1] = -1;
		ended("reader, peer closed", th);
		renew(t);
	}
	fill();
	th = begin(writes, 1000);
	hit(th, 0);
	ended("writer, signal", th);
	th = begin(writes, 1000);
	long n = 0, r;
	while ((r = recv(s[1], in, sizeof in, MSG_DONTWAIT)) > 0) n += r;
	ended("writer, room made", th);
	fill();
	th = begin(writes, 1000);
	close(s[1]);
	s[1] = -1;
	ended("writer, peer closed", th);
	if (t == SOCK_STREAM) {
		renew(t);
		th = begin(writes, 1 << 20);
		for (n = 0; n < 1 << 20; n += r) { r = recv(s[1], in, 1 + n % 9973, 0); if (!CHECK(r > 0 && right(in, n, r))) break; }
		ended("1 MB to a reader of odd sizes", th);
		th = begin(writes, 1 << 20);
		hit(th, 0);
		pthread_join(th, 0);
		printf("  1 MB, signal: part %d\n", result > 0 && result < 1 << 20);
	}
	// Fork with messages inside: both read and write; then the parent's end is closed by the child's exit.
	renew(t);
	for (int i = 1; i < 6; i++) send(s[0], make(in, i * 10, i), i, 0);
	send(s[1], "back", 4, 0);
	pid_t c = fork();
	if (!c) {
		r = recv(s[1], in, t == SOCK_STREAM ? 1 : 100, 0);
		CHECK(r == 1 && right(in, 10, 1));
		CHECK(recv(s[0], in, 100, 0) == 4);
		send(s[0], "from the child", 14, 0);
		_exit(check_failures);
	}
	CHECK(waitpid(c, &st, 0) == c && !st);
	if (t != SOCK_STREAM) for (int i = 2; i < 6; i++) CHECK(recv(s[1], in, 100, 0) == i && right(in, i * 10, i));
	else CHECK(recv(s[1], in, 14, MSG_WAITALL) == 14 && right(in, 20, 2) && right(in + 2, 30, 3) && right(in + 5, 40, 4));
	CHECK(recv(s[1], in, 100, 0) == 14 && !memcmp(in, "from the child", 14));
	show("  nothing left", recv(s[0], in, 100, MSG_DONTWAIT));
	c = fork();
	if (!c) {
		close(s[0]);
		send(s[1], "last", 4, 0);
		_exit(0);
	}
	close(s[1]);
	s[1] = -1;
	CHECK(recv(s[0], in, 100, 0) == 4);
	waitpid(c, &st, 0);
	show("  the child is gone", recv(s[0], in, 100, MSG_DONTWAIT));
	show("  send", send(s[0], "x", 1, MSG_NOSIGNAL));
}
int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	make(big, 0, sizeof big);
	type("stream", SOCK_STREAM);
	type("datagram", SOCK_DGRAM);
	type("seqpacket", SOCK_SEQPACKET);
	return done();
}
