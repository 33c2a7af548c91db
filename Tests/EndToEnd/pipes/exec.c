#include "pipes/pattern.h"
#include <spawn.h>
// Data in pipes over exec, posix_spawn, popen and system: read by this program again and by a program of the host.
extern char **environ;
static char buf[70000];
static int second(char **argv)
{
	int r = atoi(argv[2]), w = atoi(argv[3]);
	long n = read(r, buf, sizeof buf);
	CHECK(n == 60000 && right(buf, 0, n));
	CHECK(write(w, make(buf, 5, 100), 100) == 100 && read(r, buf, 200) == 100 && right(buf, 5, 100));
	show("size", fcntl(r, F_GETPIPE_SZ));
	show("flags", fcntl(r, F_GETFL));
	fcntl(r, F_SETFL, O_NONBLOCK);
	show("empty", read(r, buf, 1));
	return done();
}
static void run(char *const *argv, int in, int out)
{
	posix_spawn_file_actions_t a;
	pid_t c;
	int st;
	posix_spawn_file_actions_init(&a);
	if (in >= 0) posix_spawn_file_actions_adddup2(&a, in, 0);
	if (out >= 0) posix_spawn_file_actions_adddup2(&a, out, 1);
	if (CHECK(!posix_spawn(&c, argv[0], &a, 0, argv, environ))) { CHECK(waitpid(c, &st, 0) == c); status(argv[0], st); }
	posix_spawn_file_actions_destroy(&a);
}
int main(int argc, char **argv)
{
	int p[2], q[2], st;
	long n, r;
	if (argc == 4) return second(argv);
	// The host's cat reads what is buffered, and what is written while it runs.
	CHECK(!pipe2(p, O_CLOEXEC) && !pipe2(q, O_CLOEXEC));
	CHECK(write(p[1], make(buf, 0, 30000), 30000) == 30000);
	close(p[1]);
	run((char *[]){ "/bin/cat", 0 }, p[0], q[1]);
	close(q[1]);
	for (n = 0; (r = read(q[0], buf, sizeof buf)) > 0; n += r) CHECK(right(buf, n, r));
	printf("cat gave %ld\n", n);
	show("all is read", read(p[0], buf, 1));
	close(p[0]);
	close(q[0]);
	// head takes a line; the reader before it left it there.
	CHECK(!pipe2(p, O_CLOEXEC) && !pipe2(q, O_CLOEXEC));
	CHECK(write(p[1], "first\nsecond\nthird\n", 19) == 19 && read(p[0], buf, 6) == 6);
	run((char *[]){ "/bin/sh", "-c", "read a; echo \"got $a\"", 0 }, p[0], q[1]);
	n = read(q[0], buf, 100);
	printf("%.*s", (int)n, buf);
	n = read(p[0], buf, 100);
	printf("left: %.*s", (int)n, buf);
	FILE *f = popen("cat", "w");
	fflush(stdout);
	fputs("through popen\n", f);
	CHECK(pclose(f) == 0);
	// A pipeline by a shell, whose ends are ours.
	CHECK(write(p[1], "c\na\nb\n", 6) == 6);
	close(p[1]);
	run((char *[]){ "/bin/sh", "-c", "sort | tr a-z A-Z | cat", 0 }, p[0], q[1]);
	n = read(q[0], buf, 100);
	for (int i = 0; i < n; i++) if (buf[i] == '\n') buf[i] = ' ';
	printf("%.*s\n", (int)n, buf);
	// exec of this process with data in it.
	CHECK(!pipe(p) && write(p[1], make(buf, 0, 60000), 60000) == 60000);
	pid_t c = fork();
	char a[2][12];
	snprintf(a[0], 12, "%d", p[0]);
	snprintf(a[1], 12, "%d", p[1]);
	if (!c) { execl("./prog", "prog", "second", a[0], a[1], (char *)0); _exit(9); }
	waitpid(c, &st, 0);
	status("in a child", st);
	CHECK(write(p[1], make(buf, 0, 60000), 60000) == 60000);
	execl("./prog", "prog", "second", a[0], a[1], (char *)0);
	return 9;
}
