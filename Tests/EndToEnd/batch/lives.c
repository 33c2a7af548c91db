// Processes, threads and signals that come and go while a batch is open.
#include "batch.h"
#include <spawn.h>
#include <sys/time.h>

extern char **environ;
static int out[2];

static void begin(const char *what)
{
	printf("%s\n", what);
	CHECK(!pipe(out));
	batch_start();
	CHECK(write(out[1], "before ", 7) == 7);
}

static void end(void)
{
	char buf[256];
	batch_flush();
	close(out[1]);
	long n, sum = 0;
	while ((n = read(out[0], buf + sum, sizeof buf - sum)) > 0) sum += n;
	printf("  %.*s\n", (int)sum, buf);
	close(out[0]);
}

// The child's batch is open and empty: nothing is written twice.
static void forked(void)
{
	int st;
	begin("fork");
	pid_t p = fork();
	if (!p) {
		write(out[1], "child ", 6);
		_exit(3);
	}
	waitpid(p, &st, 0);
	status("child", st);
	write(out[1], "parent", 6);
	end();
	begin("fork, and the child flushes");
	if (!(p = fork())) {
		write(out[1], "child ", 6);
		batch_flush();
		write(out[1], "again ", 6);
		raise(SIGKILL);
	}
	waitpid(p, &st, 0);
	status("child", st);
	end();
}

static void vforked(void)
{
	int st;
	begin("vfork");
	pid_t p = vfork();
	if (!p) {
		write(out[1], "child ", 6);
		close(out[1]);
		_exit(0);
	}
	waitpid(p, &st, 0);
	show("still open", write(out[1], "parent", 6));
	end();
	begin("posix_spawn");
	char *argv[] = { "sh", "-c", "echo child", 0 };
	posix_spawn_file_actions_t fa;
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, out[1], 1);
	posix_spawn_file_actions_addclose(&fa, out[1]);
	CHECK(!posix_spawn(&p, "/bin/sh", &fa, 0, argv, environ));
	waitpid(p, &st, 0);
	write(out[1], "parent", 6);
	end();
}

static void executed(void)
{
	int st;
	begin("exec");
	batch_flush();
	pid_t p = fork();
	if (!p) {
		batch_start();
		write(out[1], "at exec ", 8);
		dup2(out[1], 1);
		execl("/bin/echo", "echo", "after", (char *)0);
	}
	waitpid(p, &st, 0);
	end();
	begin("exec that fails");
	CHECK(execl("/nowhere", "x", (char *)0) == -1);
	write(out[1], "goes on", 7);
	end();
}

static void exits(void)
{
	int st;
	for (int how = 0; how < 4; how++) {
		printf("end %d\n", how);
		CHECK(!pipe(out));
		fflush(stdout);
		pid_t p = fork();
		if (!p) {
			batch_start();
			write(out[1], "last words", 10);
			if (how == 0) _exit(0);
			if (how == 1) exit(0);
			if (how == 2) pthread_exit(0);
			abort();
		}
		waitpid(p, &st, 0);
		status("child", st);
		end();
	}
}

static void *thread(void *arg)
{
	int n = (int)(intptr_t)arg;
	char buf[4] = { 'A' + n, ' ' };
	batch_start();
	write(out[1], buf, 2);
	if (n & 1) pthread_exit(0);
	return 0;
}

static void threads(void)
{
	begin("threads");
	for (int i = 0; i < 6; i++) {
		pthread_t t;
		CHECK(!pthread_create(&t, 0, thread, (void *)(intptr_t)i));
		CHECK(!pthread_join(t, 0));
	}
	end();
	begin("detached");
	pthread_t t;
	CHECK(!pthread_create(&t, 0, thread, (void *)7));
	pthread_detach(t);
	char buf[32];
	long n = 0;
	while (n < 9) n += read(out[0], buf + n, sizeof buf - n);
	printf("  %.*s\n", (int)n, buf);
	end();
}

static void *waits(void *arg)
{
	char c;
	batch_start();
	write(out[1], "cancelled ", 10);
	*(int *)arg = syscall(SYS_gettid);
	int p[2];
	pipe(p);
	read(p[0], &c, 1);
	return 0;
}

static void cancelled(void)
{
	pthread_t t;
	void *r;
	volatile int tid = 0;
	begin("cancel");
	CHECK(!pthread_create(&t, 0, waits, (void *)&tid));
	while (!tid) msleep(1);
	asleep(tid);
	pthread_cancel(t);
	CHECK(!pthread_join(t, &r) && r == PTHREAD_CANCELED);
	end();
}

static void on_signal(int s)
{
	write(out[1], "handler ", 8);
}

static void signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	sigaction(SIGUSR1, &sa, 0);
	begin("signal");
	raise(SIGUSR1);
	write(out[1], "after", 5);
	end();
	// At any moment: nothing is lost and nothing doubled.
	struct itimerval it = { { 0, 200 }, { 0, 200 } };
	int p[2];
	static volatile long bytes;
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, p));
	out[1] = p[0];
	sigset_t set, old;
	sigemptyset(&set), sigaddset(&set, SIGALRM);
	sa.sa_handler = on_signal, sa.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &sa, 0);
	setitimer(ITIMER_REAL, &it, 0);
	long handlers = 0, letters = 0;
	char buf[4096];
	for (int i = 0; i < 400; i++) {
		batch_start();
		for (int j = 0; j < 40; j++) CHECK(write(p[0], "x", 1) == 1);
		batch_flush();
		sigprocmask(SIG_BLOCK, &set, &old);
		batch_flush();
		long n = recv(p[1], buf, sizeof buf, MSG_DONTWAIT);
		for (long k = 0; k < n; k++) {
			if (buf[k] == 'x') letters++;
			if (buf[k] == ' ') handlers++;
		}
		bytes += n;
		sigprocmask(SIG_SETMASK, &old, 0);
	}
	memset(&it, 0, sizeof it);
	setitimer(ITIMER_REAL, &it, 0);
	long n = recv(p[1], buf, sizeof buf, MSG_DONTWAIT);
	if (n > 0) {
		bytes += n;
		for (long k = 0; k < n; k++) if (buf[k] == ' ') handlers++;
	}
	printf("letters %ld, whole handlers %d\n", letters, bytes == letters + 8 * handlers);
	close(p[0]), close(p[1]);
}

int main(void)
{
	forked();
	vforked();
	executed();
	exits();
	threads();
	cancelled();
	signals();
	return done();
}
