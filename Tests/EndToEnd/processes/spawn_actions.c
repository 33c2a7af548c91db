#include "waiting/blocking.h"
#include <spawn.h>
// posix_spawn with file actions, attributes, system, popen and pipelines over objects that hold data.
extern char **environ;
static int run(const char *script, posix_spawn_file_actions_t *a, posix_spawnattr_t *attr)
{
	pid_t pid;
	int st;
	char *args[] = { "sh", "-c", (char *)script, 0 };
	int e = posix_spawn(&pid, "/bin/sh", a, attr, args, environ);
	if (e) return code("posix_spawn", e), -1;
	CHECK(waitpid(pid, &st, 0) == pid);
	return WIFEXITED(st) ? WEXITSTATUS(st) : 128 + WTERMSIG(st);
}
static void text(int fd, const char *what)
{
	char b[256];
	ssize_t n, sum = 0;
	while ((n = read(fd, b + sum, sizeof b - 1 - sum)) > 0) sum += n;
	b[sum] = 0;
	printf("%s: %s", what, b);
	if (!sum || b[sum - 1] != '\n') puts("");
}
static void three_stages(long size)
{
	int a[2], b[2], st;
	pid_t p[3];
	unsigned char buf[4000];
	CHECK(!pipe(a) && !pipe(b));
	if (!(p[0] = fork())) {
		close(a[0]), close(b[0]), close(b[1]);
		for (long i = 0; i < size; ) {
			size_t n = 0;
			for (; n < sizeof buf && i < size; n++, i++) buf[n] = i * 13 + (i >> 9);
			for (size_t k = 0; k < n; ) { ssize_t r = write(a[1], buf + k, n - k); if (r <= 0) _exit(1); k += r; }
		}
		_exit(0);
	}
	if (!(p[1] = fork())) {
		ssize_t n;
		close(a[1]), close(b[0]);
		while ((n = read(a[0], buf, 777)) > 0) {
			for (int i = 0; i < n; i++) buf[i] ^= 0x55;
			for (ssize_t k = 0; k < n; ) { ssize_t r = write(b[1], buf + k, n - k); if (r <= 0) _exit(1); k += r; }
		}
		_exit(n != 0);
	}
	if (!(p[2] = fork())) {
		ssize_t n;
		long at = 0;
		close(a[0]), close(a[1]), close(b[1]);
		while ((n = read(b[0], buf, sizeof buf)) > 0) for (int i = 0; i < n; i++, at++) if ((unsigned char)(buf[i] ^ 0x55) != (unsigned char)(at * 13 + (at >> 9))) _exit(2);
		_exit(at == size ? 0 : 3);
	}
	close(a[0]), close(a[1]), close(b[0]), close(b[1]);
	for (int i = 0; i < 3; i++) { CHECK(waitpid(p[i], &st, 0) == p[i]); status("stage", st); }
}

int main(void)
{
	int in[2], out[2], err[2];
	posix_spawn_file_actions_t a;
	posix_spawnattr_t attr;
	sigset_t s;
	CHECK(!pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC) && !pipe2(err, O_CLOEXEC));
	CHECK(write(in[1], "line one\nline two\n", 18) == 18 && write(out[1], "before\n", 7) == 7);
	posix_spawn_file_actions_init(&a);
	CHECK(!posix_spawn_file_actions_adddup2(&a, in[0], 0) && !posix_spawn_file_actions_adddup2(&a, out[1], 1) && !posix_spawn_file_actions_adddup2(&a, err[1], 2));
	CHECK(!posix_spawn_file_actions_addopen(&a, 7, "made", O_WRONLY | O_CREAT, 0600) && !posix_spawn_file_actions_addclose(&a, 7));
	CHECK(!posix_spawn_file_actions_addopen(&a, 8, "kept", O_WRONLY | O_CREAT, 0600));
	printf("status %d\n", run("read a; read b; echo $b $a; echo complaint >&2; echo in the file >&8; exit 9", &a, 0));
	close(out[1]), close(err[1]);
	text(out[0], "out"), text(err[0], "err");
	text(open("kept", O_RDONLY), "kept");
	CHECK(!access("made", F_OK));
	posix_spawn_file_actions_destroy(&a);
	// dup2 of a number to itself takes CLOEXEC away.
	CHECK(!pipe2(out, O_CLOEXEC));
	posix_spawn_file_actions_init(&a);
	CHECK(!posix_spawn_file_actions_adddup2(&a, out[1], out[1]));
	char script[64];
	snprintf(script, sizeof script, "echo still here >&%d", out[1]);
	printf("status %d\n", run(script, &a, 0));
	close(out[1]);
	text(out[0], "itself");
	posix_spawn_file_actions_init(&a);
	posix_spawn_file_actions_adddup2(&a, 999, 1);
	printf("bad descriptor: %d\n", run("exit 0", &a, 0));
	posix_spawn_file_actions_init(&a);
	posix_spawn_file_actions_addopen(&a, 1, "/none/such", O_RDONLY, 0);
	printf("bad file: %d\n", run("exit 0", &a, 0));
	pid_t pid;
	code("no program", posix_spawn(&pid, "/none/such", 0, 0, (char *[]){ "x", 0 }, environ));

	// Ignored and blocked signals, and what the attributes make of them.
	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, SIG_IGN);
	sigemptyset(&s);
	sigaddset(&s, SIGTERM);
	sigprocmask(SIG_BLOCK, &s, 0);
	printf("ignored and blocked: %d\n", run("kill -USR1 $$; kill -TERM $$; exit 5", 0, 0));
	posix_spawnattr_init(&attr);
	sigemptyset(&s);
	posix_spawnattr_setsigmask(&attr, &s);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	printf("not blocked: %d\n", run("kill -TERM $$; exit 5", 0, &attr));
	sigaddset(&s, SIGUSR2);
	posix_spawnattr_setsigdefault(&attr, &s);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	printf("not ignored: %d\n", run("kill -USR2 $$; exit 5", 0, &attr));
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSID);
	sigemptyset(&s);
	sigprocmask(SIG_SETMASK, &s, 0);

	printf("system: %d\n", WEXITSTATUS(system("echo from system; exit 3")));
	FILE *f = popen("while read l; do echo got $l; done; exit 4", "w");
	fputs("a\nb\n", f);
	printf("popen: %d\n", WEXITSTATUS(pclose(f)));
	f = popen("seq 1 20000", "r");
	long sum = 0, v;
	while (fscanf(f, "%ld", &v) == 1) sum += v;
	printf("sum %ld, %d\n", sum, pclose(f));
	three_stages(2000000);
	return done();
}
