/* args: first */
/* exit: 42 */
#include "check.h"
#include <sys/stat.h>
// exec: arguments, environment, descriptors, mask and dispositions kept, errors.
extern char **environ;
static void handler(int sig) { }

int main(int argc, char **argv)
{
	if (!strcmp(argv[1], "second")) {
		sigset_t s;
		struct sigaction sa;
		for (int i = 0; i < argc - 1; i++) printf("argv[%d]=%s\n", i, argv[i]);
		for (char **e = environ; *e; e++) puts(*e);
		sigprocmask(SIG_BLOCK, 0, &s);
		printf("USR1 blocked %d pending %d\n", sigismember(&s, SIGUSR1), (sigpending(&s), sigismember(&s, SIGUSR1)));
		sigaction(SIGINT, 0, &sa);
		printf("INT default %d\n", sa.sa_handler == SIG_DFL);
		sigaction(SIGQUIT, 0, &sa);
		printf("QUIT ignored %d\n", sa.sa_handler == SIG_IGN);
		CHECK(getpid() == atoi(argv[4]) && gettid() == getpid());
		show("kept descriptor", fcntl(20, F_GETFD));
		show("closed descriptor", fcntl(21, F_GETFD));
		char cwd[4096], *base = getcwd(cwd, sizeof cwd) ? strrchr(cwd, '/') : "";
		printf("in %s, umask %o\n", base, umask(0));
		char *last[] = { "sh", "-c", "echo $0 $1 $V; exit 42", "a", "b", 0 };
		execvpe("sh", last, (char *[]){ "V=7", 0 });
		return 1;
	}
	char *args[] = { "prog", "x", 0 };
	show("missing", execv("./missing", args));
	show("directory", execv("/", args));
	close(open("text", O_CREAT | O_WRONLY, 0755));
	show("empty file", execv("./text", args));
	show("not executable", (chmod("text", 0644), execv("./text", args)));
	show("not found in PATH", execvp("no-such-program-here", args));
	show("empty name", execvp("", args));
	show("bad pointer", syscall(SYS_execve, 8, args, environ));
	show("bad argv", syscall(SYS_execve, "./prog", 8, environ));
	show("execveat of a bad descriptor", syscall(SYS_execveat, 999, "", args, environ, AT_EMPTY_PATH));
	int fd = open("script", O_CREAT | O_WRONLY, 0755);
	write(fd, "#!/bin/sh\necho script \"$0\" \"$1\"\nexit 5\n", 40);
	close(fd);
	int st;
	pid_t p = fork();
	if (!p) { execl("./script", "zero", "one", (char *)0); _exit(99); }
	CHECK(waitpid(p, &st, 0) == p);
	status("script", st);
	p = fork();
	if (!p) { fd = open("/bin/sh", O_RDONLY); fexecve(fd, (char *[]){ "sh", "-c", "exit 6", 0 }, environ); _exit(99); }
	CHECK(waitpid(p, &st, 0) == p);
	status("fexecve", st);

	mkdir("sub", 0755);
	link("prog", "sub/prog");
	chdir("sub");
	umask(027);
	dup2(2, 20);
	dup3(2, 21, O_CLOEXEC);
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, 0);
	raise(SIGUSR1);
	signal(SIGINT, handler);
	signal(SIGQUIT, SIG_IGN);
	char number[16];
	snprintf(number, sizeof number, "%d", getpid());
	fflush(stdout);
	execle("./prog", "name", "second", "", "a b\nc", number, (char *)0, (char *[]){ "A=1", "PATH=/bin:/usr/bin", "EMPTY=", "odd", 0 });
	return 1;
}
