// Calls of a batch happen in their order, with what they pointed at when they were made.
#include "batch.h"

static void streams(int tcp)
{
	int p[2], q[2];
	char buf[64];
	connected(tcp, p);
	connected(tcp, q);
	batch_start();
	strcpy(buf, "one ");
	// What is printed would be recorded as well.
	CHECK(write(p[0], buf, 4) == 4);
	strcpy(buf, "two ");
	CHECK(send(p[0], buf, 4, 0) == 4);
	struct iovec v[3] = { { "thr", 3 }, { "", 0 }, { "ee ", 3 } };
	CHECK(writev(p[0], v, 3) == 6);
	memset(v, 0, sizeof v);
	v[0] = (struct iovec){ buf, 4 };
	strcpy(buf, "four");
	struct msghdr m = { .msg_iov = v, .msg_iovlen = 1 };
	CHECK(sendmsg(p[0], &m, MSG_NOSIGNAL) == 4);
	memset(buf, '#', sizeof buf);
	CHECK(write(q[0], "other", 5) == 5);
	CHECK(!shutdown(p[0], SHUT_WR));
	CHECK(write(q[0], " socket", 7) == 7);
	CHECK(!close(q[0]));
	CHECK(batch_flush() == 0);
	CHECK(!has_batches() || (batch_count() == 8));
	CAME_TO(0, write, 4, 0);
	CAME_TO(1, sendto, 4, 0);
	CAME_TO(2, writev, 6, 0);
	CAME_TO(3, sendmsg, 4, 0);
	CAME_TO(5, shutdown, 0, 0);
	CAME_TO(7, close, 0, 0);
	msleep(5);
	show_received("first", p[1]);
	show_received("end", p[1]);
	show_received("second", q[1]);
	show_received("end", q[1]);
	close(p[0]), close(p[1]), close(q[1]);
}

// The parts of a file are read when the calls are made; the offset moves at once.
static void file_after_header(int tcp)
{
	int p[2], f = open("file", O_RDWR|O_CREAT|O_TRUNC, 0600), on = 1, off = 0;
	off_t at = 2;
	connected(tcp, p);
	CHECK(write(f, "0123456789", 10) == 10);
	batch_start();
	if (tcp) CHECK(!setsockopt(p[0], IPPROTO_TCP, TCP_CORK, &on, sizeof on));
	CHECK(write(p[0], "head ", 5) == 5);
	CHECK(sendfile(p[0], f, &at, 6) == 6 && at == 8);
	if (tcp) CHECK(!setsockopt(p[0], IPPROTO_TCP, TCP_CORK, &off, sizeof off));
	CHECK(!close(f));
	batch_flush();
	msleep(5);
	show_received("both", p[1]);
	if (tcp) {
		socklen_t n = sizeof on;
		CHECK(!getsockopt(p[0], IPPROTO_TCP, TCP_CORK, &on, &n));
		printf("corked %d\n", on);
	}
	close(p[0]), close(p[1]);
}

// A file is sent as the calls before have left it.
static void changed_file(void)
{
	int p[2], f = open("changed", O_RDWR|O_CREAT|O_TRUNC, 0600), g = open("changed", O_WRONLY), h;
	off_t at = 0;
	char buf[64];
	connected(1, p);
	CHECK(write(f, "old content", 11) == 11);
	batch_start();
	CHECK(sendfile(p[0], f, &at, 4) == 4);
	CHECK(write(g, "new", 3) == 3);
	CHECK(sendfile(p[0], f, (at = 0, &at), 3) == 3);
	CHECK(send(p[0], " ", 1, 0) == 1);
	CHECK(sendfile(p[0], f, (at = 8, &at), 100) == 3 && at == 11);
	CHECK(sendfile(p[0], f, (at = 11, &at), 100) == 0);
	CHECK(sendfile(p[0], f, (at = 500, &at), 100) == 0 && at == 500);
	close(f);
	long r = sendfile(p[0], f, (at = 0, &at), 4);
	int error = errno;
	CHECK(batch_flush() == 0);
	printf("closed: %ld %s\n", r, ename(error));
	CHECK(recv(p[1], buf, 11, MSG_WAITALL) == 11);
	printf("changed: %.11s\n", buf);
	// To another file.
	f = open("changed", O_RDONLY), h = open("copy", O_RDWR|O_CREAT|O_APPEND, 0600);
	batch_start();
	write(g, "...", 3);
	sendfile(h, f, (at = 0, &at), 5);
	sendfile(g, f, (at = 0, &at), 5);
	batch_flush();
	show("copied", pread(g = open("changed", O_RDONLY), buf, 64, 0));
	printf("%.12s\n", buf);
	close(f), close(g), close(h), close(p[0]), close(p[1]);
}

// A call that has to see what is recorded sees it.
static void calls_between(void)
{
	int p[2], q[2], f;
	struct stat st;
	char buf[64];
	CHECK(!pipe(p) && !pipe2(q, O_NONBLOCK));
	batch_start();
	CHECK(write(p[1], "pipe", 4) == 4);
	show("read", read(p[0], buf, sizeof buf));
	f = open("log", O_RDWR|O_CREAT, 0600);
	for (int i = 0; i < 3; i++) CHECK(write(f, "line\n", 5) == 5);
	CHECK(!fstat(f, &st));
	printf("size %ld\n", (long)st.st_size);
	CHECK(pwrite(f, "L", 1, 0) == 1 && write(f, "!", 1) == 1);
	show("position", lseek(f, 0, SEEK_CUR));
	CHECK(!fsync(f) && !fdatasync(f) && !unlink("log") && !close(f));
	show("stat", stat("log", &st));
	CHECK(write(q[1], "x", 1) == 1 && getpid() > 0);
	batch_flush();
	show("left", read(q[0], buf, sizeof buf));
	close(p[0]), close(p[1]), close(q[0]), close(q[1]);
}

// What belongs together is one segment, and the end of the connection is in it.
static void together(void)
{
	int p[2], on = 1, f = open("file", O_RDWR|O_CREAT|O_TRUNC, 0600);
	off_t at = 0;
	CHECK(write(f, "file", 4) == 4);
	for (int how = 0; how < 4; how++) {
		connected(1, p);
		CHECK(!setsockopt(p[0], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
		batch_start();
		for (int i = 0; i < 70; i++) CHECK(write(p[0], "ab", 2) == 2);
		if (how & 1) CHECK(sendfile(p[0], f, (at = 0, &at), 4) == 4);
		if (how & 2) CHECK(!shutdown(p[0], SHUT_WR));
		batch_flush();
		if (has_batches()) CHECK(segments(p[0]) == 1);
		char buf[200];
		long want = 140 + (how & 1) * 4;
		CHECK(recv(p[1], buf, want, MSG_WAITALL) == want);
		printf("together: %.*s\n", (int)want, buf);
		close(p[0]), close(p[1]);
	}
	close(f);
}

static void nested(void)
{
	int p[2];
	connected(0, p);
	batch_start();
	write(p[0], "a", 1);
	batch_start();
	write(p[0], "b", 1);
	CHECK(batch_flush() == 0);
	long n = batch_count();
	write(p[0], "c", 1);
	CHECK(!has_batches() || (n == 2 && batch_count() == 3));
	CHECK(batch_flush() == 0);
	CHECK(batch_flush() == 0);
	show_received("nested", p[1]);
	close(p[0]), close(p[1]);
}

// A batch that is full makes its calls, and so does one with too much data.
static void overflow(void)
{
	static char big[200000];
	int p[2], f = open("big", O_RDWR|O_CREAT|O_TRUNC, 0600);
	struct stat st;
	connected(0, p);
	batch_start();
	for (int i = 0; i < 1000; i++) CHECK(write(f, "x", 1) == 1);
	for (int i = 0; i < 20; i++) CHECK(write(f, big, 20000) == 20000);
	CHECK(write(f, big, sizeof big) == sizeof big);
	CHECK(batch_flush() == 0);
	CHECK(!has_batches() || (batch_count() == 1020));
	CHECK(!fstat(f, &st));
	printf("size %ld\n", (long)st.st_size);
	struct batch_result r;
	for (long i = 0; has_batches() && i < 1020; i++) CHECK(!batch_result(i, &r) && r.value == (i < 1000 ? 1 : 20000));
	CHECK(batch_result(1020, &r) == -1 && batch_result(-1, &r) == -1);
	close(f), close(p[0]), close(p[1]);
}

int main(void)
{
	CHECK(!esca_init());
	for (int tcp = 0; tcp < 2; tcp++) {
		streams(tcp);
		file_after_header(tcp);
	}
	changed_file();
	calls_between();
	together();
	nested();
	overflow();
	return done();
}
