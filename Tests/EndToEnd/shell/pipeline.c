/* args: run 60 */
#include "waiting/blocking.h"
#include <sys/ioctl.h>
#include <termios.h>
// What a shell does with processes: pipelines of this program, process groups on a terminal, stopped and continued jobs.
static void spawn(pid_t *pid, pid_t group, int in, int out, int terminal, char *const argv[])
{
	*pid = fork();
	if (*pid) { CHECK(*pid > 0); setpgid(*pid, group ? group : *pid); return; }
	setpgid(0, group);
	if (terminal >= 0) { signal(SIGTTOU, SIG_IGN); tcsetpgrp(terminal, getpgrp()); signal(SIGTTOU, SIG_DFL); }
	if (in != 0) dup2(in, 0), close(in);
	if (out != 1) dup2(out, 1), close(out);
	execv("./prog", argv);
	_exit(127);
}
// Stages: numbers out, each line through, lines counted.
static int stage(int argc, char **argv)
{
	char line[64];
	if (!strcmp(argv[1], "numbers")) { for (int i = 0; i < atoi(argv[2]); i++) if (printf("%d\n", i) < 0) return 2; return fflush(stdout) ? 3 : 0; }
	if (!strcmp(argv[1], "add")) { while (fgets(line, sizeof line, stdin)) printf("%d\n", atoi(line) + atoi(argv[2])); return 0; }
	if (!strcmp(argv[1], "sum")) { long n = 0, sum = 0; while (fgets(line, sizeof line, stdin)) n++, sum += atoi(line); printf("%ld lines, sum %ld\n", n, sum); return 0; }
	if (!strcmp(argv[1], "first")) return fgets(line, sizeof line, stdin) ? fputs(line, stdout), 0 : 1;
	if (!strcmp(argv[1], "reads")) { ssize_t n = read(0, line, sizeof line); printf("read %zd of %.*s", n, n > 0 ? (int)n : 0, line); return 6; }
	return 9;
}
static void pipeline(const char *what, int n, char *const *argv[])
{
	pid_t pids[8], group = 0;
	int in = 0, st;
	for (int i = 0; i < n; i++) {
		int p[2] = { -1, 1 };
		if (i < n - 1) CHECK(!pipe2(p, O_CLOEXEC));
		spawn(&pids[i], group, in, p[1], -1, argv[i]);
		if (!group) group = pids[0];
		if (in) close(in);
		if (i < n - 1) close(p[1]);
		in = p[0];
	}
	for (int i = 0; i < n; i++) CHECK(waitpid(-group, &st, 0) > 0 && WIFEXITED(st) && !WEXITSTATUS(st));
	CHECK(waitpid(-group, &st, 0) == -1 && errno == ECHILD);
	printf("%s: all ended well\n", what);
}
// $( ): all that the process writes, more than a pipe holds.
static long substitute(char *const argv[])
{
	int p[2], st;
	char b[1000];
	long sum = 0;
	ssize_t n;
	pid_t pid;
	CHECK(!pipe2(p, O_CLOEXEC));
	spawn(&pid, 0, 0, p[1], -1, argv);
	close(p[1]);
	while ((n = read(p[0], b, sizeof b)) > 0) sum += n;
	close(p[0]);
	CHECK(waitpid(pid, &st, 0) == pid && st == 0);
	return sum;
}
// A session on a terminal of its own: its foreground changes hands, a background reader is stopped, ^Z and ^C arrive.
static void jobs(void)
{
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC), st, n;
	char name[32], c = 26;
	CHECK(master >= 0 && !ioctl(master, TIOCSPTLCK, &(int){ 0 }) && !ioctl(master, TIOCGPTN, &n));
	snprintf(name, sizeof name, "/dev/pts/%d", n);
	CHECK(setsid() > 0);
	int tty = open(name, O_RDWR | O_CLOEXEC), out = dup(1);
	CHECK(tty >= 0 && tcgetpgrp(tty) == getpgrp());
	signal(SIGTTOU, SIG_IGN);
	pid_t pid;
	char *reads[] = { "prog", "reads", 0 };
	spawn(&pid, 0, tty, out, -1, reads);
	CHECK(waitpid(pid, &st, WUNTRACED) == pid); status("a background reader", st);
	CHECK(!tcsetpgrp(tty, pid) && !kill(-pid, SIGCONT) && waitpid(pid, &st, WCONTINUED) == pid); status("fg", st);
	CHECK(write(master, "typed\n", 6) == 6 && waitpid(pid, &st, 0) == pid); status("it", st);
	spawn(&pid, 0, tty, out, tty, reads);
	while (tcgetpgrp(tty) != pid) usleep(100);
	CHECK(write(master, &c, 1) == 1 && waitpid(pid, &st, WUNTRACED) == pid); status("^Z", st);
	CHECK(!tcsetpgrp(tty, getpgrp()) && !kill(-pid, SIGCONT) && waitpid(pid, &st, WUNTRACED | WCONTINUED) == pid);
	if (WIFCONTINUED(st)) CHECK(waitpid(pid, &st, WUNTRACED) == pid);
	status("bg, and it reads", st);
	CHECK(!tcsetpgrp(tty, pid) && !kill(-pid, SIGCONT));
	c = 3;
	CHECK(write(master, &c, 1) == 1 && waitpid(pid, &st, 0) == pid); status("^C", st);
	tcsetpgrp(tty, getpgrp());
}
int main(int argc, char **argv)
{
	if (strcmp(argv[1], "run")) return stage(argc, argv);
	char *numbers[] = { "prog", "numbers", "20000", 0 }, *add[] = { "prog", "add", "5", 0 }, *sum[] = { "prog", "sum", 0 }, *first[] = { "prog", "first", 0 };
	char *many[] = { "prog", "numbers", "3000000", 0 }, *few[] = { "prog", "numbers", "20", 0 };
	pipeline("one", 1, (char *const *[]){ few });
	pipeline("two", 2, (char *const *[]){ numbers, sum });
	pipeline("three", 3, (char *const *[]){ numbers, add, sum });
	pipeline("six", 6, (char *const *[]){ numbers, add, add, add, add, sum });
	// The writer dies of SIGPIPE: the order in which the two are waited for is open.
	int p[2], st;
	pid_t a, b;
	CHECK(!pipe2(p, O_CLOEXEC));
	spawn(&a, 0, 0, p[1], -1, many);
	spawn(&b, 0, p[0], 1, -1, first);
	close(p[0]), close(p[1]);
	CHECK(waitpid(a, &st, 0) == a); status("the writer", st);
	CHECK(waitpid(b, &st, 0) == b); status("the reader", st);
	show("substituted", substitute(numbers));
	for (int i = 0; i < atoi(argv[2]); i++) CHECK(substitute(few) == 50);
	in_child("jobs", jobs);
	return done();
}
