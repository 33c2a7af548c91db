/* vdso */
#include "check.h"
#include <spawn.h>
// posix_spawn: file actions, attributes, errors, and the ids on both sides.
extern char **environ;

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "ids")) {
		CHECK(getpid() == gettid() && getppid() == atoi(argv[2]));
		return check_failures ? 1 : 3;
	}
	if (argc > 1 && !strcmp(argv[1], "state")) {
		sigset_t s;
		struct sigaction sa;
		sigprocmask(SIG_BLOCK, 0, &s);
		printf("blocked: USR1 %d USR2 %d\n", sigismember(&s, SIGUSR1), sigismember(&s, SIGUSR2));
		sigaction(SIGHUP, 0, &sa);
		printf("HUP %s\n", sa.sa_handler == SIG_IGN ? "ignored" : sa.sa_handler == SIG_DFL ? "default" : "?");
		printf("own group: %d, own session: %d\n", getpgrp() == getpid(), getsid(0) == getpid());
		printf("VAR=%s\n", getenv("VAR") ? getenv("VAR") : "(none)");
		return 0;
	}
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t at;
	sigset_t s;
	pid_t p, me = getpid();
	int st, fds[2];
	char number[16], buf[64];
	snprintf(number, sizeof number, "%d", me);
	CHECK(!posix_spawn(&p, "./prog", 0, 0, (char *[]){ "./prog", "ids", number, 0 }, environ));
	CHECK(p != me && getpid() == me && gettid() == me);
	CHECK(waitpid(p, &st, 0) == p);
	status("ids", st);

	CHECK(!pipe(fds));
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, fds[1], 1);
	posix_spawn_file_actions_addclose(&fa, fds[0]);
	posix_spawn_file_actions_addopen(&fa, 0, "input", O_RDWR | O_CREAT, 0600);
	CHECK(!posix_spawnp(&p, "sh", &fa, 0, (char *[]){ "sh", "-c", "echo out; readlink /proc/self/fd/0 | sed 's/.*[/]//'", 0 }, environ));
	close(fds[1]);
	CHECK(waitpid(p, &st, 0) == p);
	status("sh", st);
	ssize_t n = read(fds[0], buf, sizeof buf);
	printf("read %zd bytes: %.*s", n, (int)n, buf);
	posix_spawn_file_actions_destroy(&fa);

	signal(SIGHUP, SIG_IGN);
	posix_spawnattr_init(&at);
	sigemptyset(&s);
	sigaddset(&s, SIGUSR2);
	posix_spawnattr_setsigmask(&at, &s);
	sigemptyset(&s);
	sigaddset(&s, SIGHUP);
	posix_spawnattr_setsigdefault(&at, &s);
	posix_spawnattr_setpgroup(&at, 0);
	for (int i = 0; i < 2; i++) {
		posix_spawnattr_setflags(&at, i ? POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP : 0);
		CHECK(!posix_spawn(&p, "./prog", 0, &at, (char *[]){ "./prog", "state", 0 }, (char *[]){ "VAR=1", 0 }));
		CHECK(waitpid(p, &st, 0) == p);
		status("state", st);
	}
	posix_spawnattr_setflags(&at, POSIX_SPAWN_SETSID);
	CHECK(!posix_spawn(&p, "./prog", 0, &at, (char *[]){ "./prog", "state", 0 }, environ));
	CHECK(waitpid(p, &st, 0) == p);
	code("missing", posix_spawn(&p, "./missing", 0, 0, (char *[]){ "x", 0 }, environ));
	code("no permission", posix_spawn(&p, "./input", 0, 0, (char *[]){ "x", 0 }, environ));
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addclose(&fa, 3);
	posix_spawn_file_actions_adddup2(&fa, 999, 1);
	code("bad action", posix_spawn(&p, "./prog", &fa, 0, (char *[]){ "x", 0 }, environ));
	CHECK(getpid() == me);
	show("children left", wait(&st));
	return done();
}
