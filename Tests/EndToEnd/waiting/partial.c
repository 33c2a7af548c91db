#include "waiting/blocking.h"
// A transfer that a handler interrupts half-way returns what it did, with and without SA_RESTART.
static volatile int handled, tid;
static int fd[2];
static char data[1 << 20];
static long result, size;
static int error, flags;
static long (*transfer)(void);
static void handler(int sig) { handled++; }
static void *moves(void *arg)
{
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &s, 0);
	tid = gettid();
	result = transfer();
	error = result < 0 ? errno : 0;
	tid = -1;
	return 0;
}
static long t_write(void) { return write(fd[1], data, size); }
static long t_writev(void) { struct iovec v[3] = { { data, 10 }, { data + 10, size / 2 }, { data + 10 + size / 2, size / 2 - 10 } }; return writev(fd[1], v, 3); }
static long t_send(void) { return send(fd[1], data, size, 0); }
static long t_waitall(void) { char b[100]; return recv(fd[0], b, 100, MSG_WAITALL); }
static long t_read(void) { char b[100]; return read(fd[0], b, 100); }

// Bytes left in the object, and whether they are the first that were written.
static long drain(void)
{
	long n, sum = 0;
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	while ((n = read(fd[0], junk, 4096)) > 0) {
		CHECK(!memcmp(junk, data + sum, n));
		sum += n;
	}
	fcntl(fd[0], F_SETFL, 0);
	return sum;
}

// before: bytes read (of a transfer that writes) or written (of one that reads) once it waits.
static void interrupt(const char *what, long (*f)(void), long bytes, long before)
{
	for (flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
		struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };
		pthread_t t;
		int writes = f == t_write || f == t_writev || f == t_send;
		transfer = f;
		size = bytes;
		tid = handled = 0;
		sigaction(SIGUSR1, &sa, 0);
		CHECK(!pthread_create(&t, 0, moves, 0));
		while (!tid) sched_yield();
		CHECK(!asleep(tid));
		if (before && !writes) {
			CHECK(write(fd[1], data, before) == before);
			msleep(1);
			if (tid > 0) asleep(tid);
		}
		int id = tid;
		if (id > 0) syscall(SYS_tgkill, getpid(), id, SIGUSR1);
		while (id > 0 && !handled) sched_yield();
		while (tid > 0 && asleep(tid)) ;
		int on = tid > 0;
		if (on && writes) {
			long got = 0, n;
			while (got < size && (n = read(fd[0], junk, 4096)) > 0) { CHECK(!memcmp(junk, data + got, n)); got += n; }
			printf("read %ld, ", got);
		} else if (on) CHECK(write(fd[1], data, 100 - before) == 100 - before);
		pthread_join(t, 0);
		long left = drain();
		if (writes && !on) CHECK(result == left);
		printf("%s%s: %s%ld %s\n", what, flags ? ", SA_RESTART" : "", on ? "went on, " : "", transfer == t_send && !on ? result > 0 : result, ename(error));
	}
	close(fd[0]);
	close(fd[1]);
}

int main(void)
{
	for (size_t i = 0; i < sizeof data; i++) data[i] = i * 7 + i / 251;
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, 0);
	CHECK(!pipe(fd)); interrupt("write to a pipe", t_write, 100000, 0);
	CHECK(!pipe(fd)); interrupt("writev to a pipe", t_writev, 100000, 0);
	CHECK(!pipe(fd) && fcntl(fd[1], F_SETPIPE_SZ, 4096) == 4096); interrupt("write to a small pipe", t_write, 10000, 0);
	CHECK(!pipe(fd) && fcntl(fd[1], F_SETPIPE_SZ, 4096) == 4096); interrupt("write of a page and a byte", t_write, 4097, 0);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, fd)); interrupt("send to a stream", t_send, sizeof data, 0);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, fd)); interrupt("MSG_WAITALL, part", t_waitall, 0, 40);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, fd)); interrupt("MSG_WAITALL, nothing", t_waitall, 0, 0);
	CHECK(!pipe(fd)); interrupt("read of part", t_read, 0, 40);
	return done();
}
