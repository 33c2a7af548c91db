/* env: APUS_RING=on */
// TCP_CORK: what the peer sees and when, with all that can happen while a socket is corked.
#include "../check.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

static int p[2], file;
static char contents[100000];

static void connect_pair(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int l = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!bind(l, (void *)&a, sizeof a) && !listen(l, 1) && !getsockname(l, (void *)&a, &n));
	p[0] = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!connect(p[0], (void *)&a, sizeof a));
	CHECK((p[1] = accept(l, 0, 0)) >= 0);
	close(l);
}

static void disconnect(void) { close(p[0]), close(p[1]); }

static int cork(int fd, int on) { return setsockopt(fd, IPPROTO_TCP, TCP_CORK, &on, sizeof on); }

static int is_corked(int fd)
{
	int on = -1;
	socklen_t n = sizeof on;
	CHECK(!getsockopt(fd, IPPROTO_TCP, TCP_CORK, &on, &n));
	return on;
}

// Whether there is something to read, after some milliseconds at most.
static int arrives(int ms)
{
	struct pollfd w = { .fd = p[1], .events = POLLIN };
	return poll(&w, 1, ms);
}

static void show_rest(const char *what, int want)
{
	char buf[70000];
	int n = 0, r;
	while (n < want && (r = recv(p[1], buf + n, want - n, 0)) > 0) n += r;
	unsigned h = 0;
	for (int i = 0; i < n; i++) h = h * 31 + (unsigned char)buf[i];
	printf("%s: %d bytes, %x, then %d\n", what, n, h, (int)recv(p[1], buf, 1, MSG_DONTWAIT));
}

// The host only believes what it sees from the second time on.
static void warm_up(void)
{
	char c;
	CHECK(!cork(p[0], 1) && write(p[0], "x", 1) == 1 && !cork(p[0], 0) && recv(p[1], &c, 1, 0) == 1);
}

static void windows(void)
{
	connect_pair();
	for (int i = 0; i < 6; i++) {
		off_t at = i * 7;
		struct iovec v[2] = { { "vec", 3 }, { "tors", 4 } };
		struct msghdr m = { .msg_iov = v, .msg_iovlen = 2 };
		CHECK(!cork(p[0], 1));
		CHECK(write(p[0], "head ", 5) == 5);
		CHECK(writev(p[0], v, 2) == 7);
		CHECK(send(p[0], "sent", 4, MSG_NOSIGNAL) == 4);
		CHECK(sendmsg(p[0], &m, 0) == 7);
		CHECK(sendfile(p[0], file, &at, 612) == 612 && at == i * 7 + 612);
		printf("before %d\n", arrives(3));
		if (i & 1) printf("corked %d, before %d\n", is_corked(p[0]), arrives(3));
		CHECK(!cork(p[0], i < 3 ? 0 : 0));
		printf("after %d, corked %d\n", arrives(1000), is_corked(p[0]));
		show_rest("all", 635);
	}
	// Nothing sent, ends twice, begins twice.
	CHECK(!cork(p[0], 1) && !cork(p[0], 0) && !cork(p[0], 0) && !cork(p[0], 1) && !cork(p[0], 1));
	CHECK(write(p[0], "twice", 5) == 5 && !arrives(3) && !cork(p[0], 0));
	show_rest("twice", 5);
	CHECK(write(p[0], "free", 4) == 4);
	show_rest("free", 4);
	// Full segments go out, and the rest stays.
	CHECK(!cork(p[0], 1));
	CHECK(write(p[0], contents, 65000) == 65000);
	CHECK(!cork(p[0], 0));
	show_rest("large", 65000);
	// A cork is forgotten by the host after a fifth of a second.
	CHECK(!cork(p[0], 1) && write(p[0], "late", 4) == 4);
	printf("late %d\n", arrives(2000));
	show_rest("late", 4);
	CHECK(!cork(p[0], 0));
	disconnect();
}

static void files(void)
{
	connect_pair();
	warm_up();
	off_t at = 0;
	int q[2], d = open(".", O_RDONLY), w = open("other", O_WRONLY|O_CREAT, 0600);
	CHECK(!pipe(q) && write(q[1], "pipe", 4) == 4);
	CHECK(!cork(p[0], 1));
	show("pipe", sendfile(p[0], q[0], 0, 4));
	show("pipe, offset", sendfile(p[0], q[0], &at, 4));
	show("directory", sendfile(p[0], d, &at, 4));
	show("no file", sendfile(p[0], 99, &at, 4));
	show("write only", sendfile(p[0], w, &at, 4));
	show("socket", sendfile(p[0], p[1], &at, 4));
	show("bad offset", sendfile(p[0], file, (off_t *)8, 4));
	show("negative", sendfile(p[0], file, (at = -1, &at), 4));
	show("nothing", sendfile(p[0], file, (at = 0, &at), 0));
	show("end", sendfile(p[0], file, (at = sizeof contents, &at), 10));
	show("beyond", sendfile(p[0], file, (at = 2000000, &at), 10));
	show("part", sendfile(p[0], file, (at = sizeof contents - 5, &at), 10));
	printf("offset %ld\n", (long)at);
	show("position", lseek(file, 20, SEEK_SET));
	show("from there", sendfile(p[0], file, 0, 10));
	show("moved", lseek(file, 0, SEEK_CUR));
	show("large", sendfile(p[0], file, (at = 1, &at), 40000));
	printf("corked %d\n", is_corked(p[0]));
	CHECK(!cork(p[0], 0));
	show_rest("files", 5 + 10 + 40000);
	close(q[0]), close(q[1]), close(d), close(w);
	disconnect();
}

static volatile sig_atomic_t pipes;
static void on_pipe(int s) { pipes++; }

static void errors(void)
{
	int on = 1, u = socket(AF_INET, SOCK_DGRAM, 0), x[2];
	char c;
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, x));
	show("datagrams", cork(u, 1));
	show("UNIX", cork(x[0], 1));
	show("closed", cork(99, 1));
	show("no socket", cork(file, 1));
	connect_pair();
	warm_up();
	show("short", setsockopt(p[0], IPPROTO_TCP, TCP_CORK, &on, 3));
	show("long", setsockopt(p[0], IPPROTO_TCP, TCP_CORK, &on, 400) ? -1 : 0);
	show("bad value", setsockopt(p[0], IPPROTO_TCP, TCP_CORK, (void *)8, 4));
	printf("corked %d\n", is_corked(p[0]));
	CHECK(!cork(p[0], 0) && !cork(p[0], 1));
	show("bad data", write(p[0], (void *)8, 4));
	show("bad vectors", writev(p[0], (void *)8, 2));
	struct iovec v[1025];
	for (int i = 0; i < 1025; i++) v[i] = (struct iovec){ &c, 0 };
	show("many vectors", writev(p[0], v, 1024));
	show("too many", writev(p[0], v, 1025));
	show("fewer than none", writev(p[0], v, -1));
	show("nothing", write(p[0], &c, 0));
	disconnect();
	// The peer has gone away: once with everything read, once not.
	for (int unread = 0; unread < 2; unread++) for (int how = 0; how < 4; how++) {
		connect_pair();
		warm_up();
		fcntl(p[0], F_SETFL, O_NONBLOCK);
		if (unread) CHECK(write(p[0], "unread", 6) == 6 && arrives(1000));
		CHECK(!cork(p[0], 1));
		close(p[1]);
		msleep(2);
		pipes = 0;
		for (int i = 0; i < 4; i++) {
			off_t at = 0;
			struct iovec w = { "abc", 3 };
			long r = how == 0 ? write(p[0], "abc", 3) : how == 1 ? writev(p[0], &w, 1)
				: how == 2 ? send(p[0], "abc", 3, MSG_NOSIGNAL) : sendfile(p[0], file, &at, 3);
			show("gone", r);
			msleep(2);
		}
		printf("SIGPIPE %d\n", pipes);
		show("read", read(p[0], &c, 1));
		int e = -1;
		socklen_t n = sizeof e;
		CHECK(!getsockopt(p[0], SOL_SOCKET, SO_ERROR, &e, &n));
		printf("error %s\n", ename(e));
		show("uncork", cork(p[0], 0));
		close(p[0]);
	}
	close(u), close(x[0]), close(x[1]);
}

// A reader that does not read stops the writer, and gets all of it in the end.
static void full(void)
{
	static char buf[65536];
	connect_pair();
	warm_up();
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	long sent = 0, got = 0, r;
	int stops = 0;
	for (int i = 0; stops < 3; i++) {
		CHECK(!cork(p[0], 1));
		for (int k = 0; k < 3; k++) {
			off_t at = sent % 50000;
			r = k & 1 ? sendfile(p[0], file, &at, 9000) : write(p[0], contents + sent % 50000, 9000);
			if (r < 0) { CHECK(errno == EAGAIN); stops++; }
			else sent += r;
		}
		CHECK(!cork(p[0], 0));
		if (stops) got += recv(p[1], buf, 20000, 0), msleep(1);
		if (i > 100000) break;
	}
	shutdown(p[0], SHUT_WR);
	while ((r = recv(p[1], buf, sizeof buf, 0)) > 0) got += r;
	CHECK(got == sent);
	CHECK(stops >= 3);
	disconnect();
}

static void others(void)
{
	char c;
	int st, d;
	// Another descriptor of the socket ends the cork.
	for (int how = 0; how < 4; how++) {
		connect_pair();
		warm_up();
		CHECK(!cork(p[0], 1) && write(p[0], "dup", 3) == 3);
		d = how == 0 ? dup(p[0]) : how == 1 ? dup2(p[0], 70) : how == 2 ? fcntl(p[0], F_DUPFD, 60) : dup3(p[0], 71, 0);
		CHECK(!arrives(3) && is_corked(d) == 1);
		CHECK(!cork(d, 0) && arrives(1000) == 1 && !is_corked(p[0]));
		show_rest("dup", 3);
		CHECK(!cork(p[0], 1) && write(d, "more", 4) == 4 && !arrives(3) && !cork(d, 0));
		show_rest("more", 4);
		close(d);
		disconnect();
	}
	// A child does, or a program that it becomes.
	for (int how = 0; how < 2; how++) {
		connect_pair();
		warm_up();
		CHECK(!cork(p[0], 1) && write(p[0], "fork", 4) == 4);
		pid_t pid = how ? vfork() : fork();
		if (!pid) {
			if (how) execl("./prog", "prog", "uncork", p[0] == 4 ? "4" : p[0] == 5 ? "5" : "6", (char *)0);
			_exit(is_corked(p[0]) == 1 && !arrives(3) && !cork(p[0], 0) ? 0 : 1);
		}
		waitpid(pid, &st, 0);
		status("child", st);
		CHECK(arrives(1000) == 1 && !is_corked(p[0]));
		show_rest("fork", 4);
		CHECK(!cork(p[0], 1) && write(p[0], "!", 1) == 1 && !arrives(3) && !cork(p[0], 0));
		show_rest("parent", 1);
		disconnect();
	}
	// It is sent away while it is corked.
	int x[2];
	char control[CMSG_SPACE(sizeof(int))] = "";
	struct iovec v = { &c, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, x));
	connect_pair();
	warm_up();
	CHECK(!cork(p[0], 1) && write(p[0], "away", 4) == 4);
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	h->cmsg_level = SOL_SOCKET, h->cmsg_type = SCM_RIGHTS, h->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(h), &p[0], sizeof(int));
	CHECK(sendmsg(x[0], &m, 0) == 1);
	close(p[0]);
	CHECK(recvmsg(x[1], &m, 0) == 1);
	memcpy(&p[0], CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(int));
	CHECK(is_corked(p[0]) == 1 && !arrives(3) && !cork(p[0], 0));
	show_rest("away", 4);
	disconnect();
	close(x[0]), close(x[1]);
	// Closed while it is corked; the number comes to mean other things.
	for (int how = 0; how < 3; how++) {
		int q[2];
		connect_pair();
		warm_up();
		CHECK(!cork(p[0], 1) && write(p[0], "last", 4) == 4);
		CHECK(!pipe(q));
		if (how == 0) close(p[0]), d = dup(q[1]);
		if (how == 1) d = dup2(q[1], p[0]);
		if (how == 2) CHECK(!syscall(SYS_close_range, p[0], p[0], 0)), d = dup(q[1]);
		CHECK(d == p[0]);
		show_rest("last", 4);
		CHECK(write(d, "in a pipe", 9) == 9);
		char buf[20];
		show("pipe", read(q[0], buf, sizeof buf));
		close(q[0]), close(q[1]), close(d), close(p[1]);
	}
}

static volatile int stop;
static void *corks(void *arg)
{
	while (!stop) cork(p[0], 1), cork(p[0], 0);
	return 0;
}

// One thread corks and uncorks while another writes: nothing stays behind for long.
static void threads(void)
{
	pthread_t t;
	char buf[100];
	connect_pair();
	warm_up();
	CHECK(!pthread_create(&t, 0, corks, 0));
	for (int i = 0; i < 300; i++) {
		int n = 1 + i % 50, got = 0, r;
		CHECK(write(p[0], contents, n) == n);
		while (got < n && arrives(150) == 1 && (r = recv(p[1], buf, sizeof buf, 0)) > 0) got += r;
		if (!CHECK(got == n)) break;
	}
	stop = 1;
	pthread_join(t, 0);
	disconnect();
}

// A sandbox that allows the program's calls and no others that send.
static void confined(void)
{
	struct { unsigned short code; unsigned char yes, no; unsigned k; } f[] = {
		{ 0x20, 0, 0, 0 },
		{ 0x15, 1, 0, SYS_sendmsg },
		{ 0x15, 0, 1, SYS_sendto },
		{ 0x06, 0, 0, 0x00050000 | ENOSYS },
		{ 0x06, 0, 0, 0x7fff0000 },
	};
	struct { unsigned short length; void *first; } program = { 5, f };
	off_t at = 0;
	connect_pair();
	warm_up();
	CHECK(!cork(p[0], 1) && write(p[0], "free ", 5) == 5);
	CHECK(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && !prctl(PR_SET_SECCOMP, 2, &program));
	CHECK(write(p[0], "confined", 8) == 8 && sendfile(p[0], file, &at, 10) == 10);
	CHECK(!arrives(3) && is_corked(p[0]) == 1 && !cork(p[0], 0));
	show_rest("confined", 23);
	CHECK(!cork(p[0], 1) && write(p[0], "again", 5) == 5 && !arrives(3) && !cork(p[0], 0));
	show_rest("again", 5);
}

// What splice sends is held as well.
static void spliced(void)
{
	int q[2];
	connect_pair();
	warm_up();
	CHECK(!pipe(q) && write(q[1], "spliced", 7) == 7);
	CHECK(!cork(p[0], 1) && write(p[0], "and ", 4) == 4);
	CHECK(splice(q[0], 0, p[0], 0, 7, 0) == 7 && !arrives(3) && !cork(p[0], 0));
	show_rest("and spliced", 11);
	close(q[0]), close(q[1]);
	disconnect();
}

int main(int argc, char **argv)
{
	if (argc > 1) return cork(atoi(argv[2]), 0) ? 1 : 0;
	struct sigaction sa = { .sa_handler = on_pipe };
	sigaction(SIGPIPE, &sa, 0);
	for (int i = 0; i < sizeof contents; i++) contents[i] = i % 251;
	CHECK((file = open("file", O_RDWR|O_CREAT, 0600)) >= 0);
	CHECK(write(file, contents, sizeof contents) == sizeof contents);
	windows();
	files();
	errors();
	full();
	others();
	threads();
	spliced();
	in_child("sandbox", confined);
	return done();
}
