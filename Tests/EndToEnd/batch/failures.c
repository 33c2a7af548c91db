// What fails when a batch is made is told by its results, and nothing after it leaves a gap.
#include "batch.h"

static volatile sig_atomic_t pipes;
static void on_pipe(int s) { pipes++; }

// More than the socket takes: what comes through is a beginning of what was written.
static void full(int tcp)
{
	static char piece[30000], buf[65536];
	int p[2];
	long sent = 0, received = 0, n;
	connected(tcp, p);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	fcntl(p[1], F_SETFL, O_NONBLOCK);
	batch_start();
	for (int i = 0; i < 400; i++) {
		for (int j = 0; j < sizeof piece; j += 4) *(int *)(piece + j) = i * sizeof piece + j;
		if ((n = write(p[0], piece, sizeof piece)) > 0 && !has_batches()) sent += n;
		if (n < 0) CHECK(has_batches() ? errno == ECANCELED : errno == EAGAIN);
	}
	long failed = batch_flush(), stopped = 0;
	struct batch_result r;
	for (long i = batch_count() > 1024 ? batch_count() - 1024 : 0; i < batch_count(); i++) {
		if (!CHECK(!batch_result(i, &r))) break;
		if (r.value > 0) sent += r.value;
		if (stopped) CHECK(r.value == -1 && r.error == ECANCELED);
		if (r.value < (long)sizeof piece) stopped++;
	}
	CHECK(!has_batches() || (failed > 0 && failed == stopped));
	shutdown(p[0], SHUT_WR);
	int next = 0, off = 0;
	struct pollfd w = { .fd = p[1], .events = POLLIN };
	while (poll(&w, 1, 5000) == 1 && (n = read(p[1], buf + off, sizeof buf - off)) > 0) {
		received += n;
		n += off;
		for (off = 0; off + 4 <= n; off += 4, next += 4)
			if (*(int *)(buf + off) != next) { CHECK(!"a gap"); return; }
		memmove(buf, buf + off, n - off);
		off = n - off;
	}
	CHECK(received == sent);
	CHECK(sent > 30000);
	close(p[0]), close(p[1]);
}

static void gone(int tcp)
{
	int p[2];
	connected(tcp, p);
	shutdown(p[0], SHUT_WR);
	pipes = 0;
	batch_start();
	write(p[0], "a", 1);
	send(p[0], "b", 1, MSG_NOSIGNAL);
	long closed = close(p[0]);
	long failed = batch_flush();
	CHECK(!has_batches() || (failed == 2));
	printf("SIGPIPE %d, close %ld\n", pipes, closed);
	CAME_TO(0, write, -1, EPIPE);
	CAME_TO(1, sendto, -1, ECANCELED);
	CAME_TO(2, close, 0, 0);
	close(p[1]);
}

static void bad_arguments(void)
{
	int p[2], q[2];
	connected(0, p);
	connected(0, q);
	batch_start();
	show("bad buffer", write(p[0], (void *)8, 4));
	struct iovec v[2] = { { "ok", 2 }, { (void *)8, 2 } };
	CHECK(writev(p[0], v, 2) <= 2);
	show("bad vectors", writev(p[0], (void *)8, 2));
	show("too many", writev(p[0], v, 5000));
	show("bad name", unlink((void *)8));
	show("bad flags", send(p[0], "x", 1, 0x40000000) >= -1 ? 0 : 1);
	show("read", recv(p[0], (void *)8, 1, MSG_DONTWAIT));
	batch_flush();
	batch_start();
	close(q[0]);
	close(q[0]);
	fsync(q[1]);
	unlink("nothing");
	shutdown(99, SHUT_WR);
	long failed = batch_flush();
	CHECK(!has_batches() || (failed == 4));
	CAME_TO(0, close, 0, 0);
	CAME_TO(1, close, -1, EBADF);
	CAME_TO(2, fsync, -1, EINVAL);
	CAME_TO(3, unlink, -1, ENOENT);
	CAME_TO(4, shutdown, -1, EBADF);
	close(p[0]), close(p[1]), close(q[1]);
}

// A number that is closed and comes to mean another file within a batch.
static void reused(void)
{
	int p[2], q[2];
	connected(1, p);
	shutdown(p[0], SHUT_WR);
	batch_start();
	send(p[0], "lost", 4, MSG_NOSIGNAL);
	close(p[0]);
	CHECK(!pipe(q));
	printf("the same number %d\n", q[0] == p[0]);
	CHECK(dup2(q[1], p[0] == q[0] ? 50 : p[0]) >= 0);
	int fd = p[0] == q[0] ? 50 : p[0];
	CHECK(write(fd, "kept", 4) == 4);
	batch_flush();
	show_received("in the pipe", -1);
	char buf[10];
	show("read", read(q[0], buf, sizeof buf));
	close(q[0]), close(q[1]), close(fd), close(p[1]);
}

// Packets stay packets, and lines of a pipe in packet mode.
static void bounds(void)
{
	int p[2];
	char buf[32];
	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, p));
	batch_start();
	write(p[0], "one", 3), write(p[0], "four", 4), send(p[0], "seven..", 7, 0);
	batch_flush();
	for (int i = 0; i < 3; i++) show("packet", read(p[1], buf, sizeof buf));
	close(p[0]), close(p[1]);
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int r = socket(AF_INET, SOCK_DGRAM, 0), s = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK(!bind(r, (void *)&a, sizeof a) && !getsockname(r, (void *)&a, &n));
	batch_start();
	show("sendto", sendto(s, "first", 5, 0, (void *)&a, sizeof a));
	show("sendto", sendto(s, "", 0, 0, (void *)&a, sizeof a));
	show("sendto", sendto(s, "third", 5, 0, (void *)&a, sizeof a));
	memset(&a, 0, sizeof a);
	batch_flush();
	for (int i = 0; i < 3; i++) show("datagram", recv(r, buf, sizeof buf, MSG_DONTWAIT));
	close(r), close(s);
	CHECK(!pipe2(p, O_DIRECT));
	batch_start();
	write(p[1], "ab", 2), write(p[1], "c", 1);
	batch_flush();
	show("line", read(p[0], buf, sizeof buf));
	close(p[0]), close(p[1]);
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_pipe };
	sigaction(SIGPIPE, &sa, 0);
	for (int tcp = 0; tcp < 2; tcp++) {
		full(tcp);
		gone(tcp);
	}
	bad_arguments();
	reused();
	bounds();
	return done();
}
