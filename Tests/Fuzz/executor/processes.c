// Processes. A child makes the next calls on the descriptors it inherits, while its parent waits.
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "fuzz.h"

static void report(pid_t pid)
{
	int status = -1;
	if (pid < 0) return (void)result(-1);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR);
	say(WIFSIGNALED(status) ? " = died of %d" : " = exit %d", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

// With `both` the parent makes the same calls after its child.
static void do_fork(const long *a)
{
	if (depth() > 2) return say(" too deep");
	say("\n");
	pid_t pid = fork();
	if (!pid) run_child(a[0]);
	if (!a[1]) skip(a[0]);
	report(pid);
}

static void do_vfork(const long *a)
{
	int f = fd(a[0]);
	pid_t pid = vfork();
	if (!pid) {
		if (a[1]) close(f);
		_exit(a[2] ? (fcntl(f, F_GETFD) & 0xff) : 7);
	}
	report(pid);
}

static char *const environment[] = { 0 };
extern char **environ;

static void do_exec(const long *a)
{
	char *args[] = { (char *)self, "-x", (char *)transcript_path, 0 };
	pid_t pid = -1;
	say("\n");
	int e = 0;
	if (a[0] == 0) {
		pid = fork();
		if (!pid) execve(self, args, environ), _exit(127);
	} else if (a[0] == 1) {
		pid = vfork();
		if (!pid) execve(self, args, environ), _exit(127);
	} else {
		e = posix_spawn(&pid, self, 0, 0, args, environ);
		if (e) pid = -1, errno = e;
	}
	report(pid);
}

static void do_noexec(const long *a)
{
	char *args[] = { "nothing", 0 };
	if (a[0]) result(execve("/nothing here", args, environment));
	else result(fexecve(fd(a[1]), args, environment));
}

// What a program finds after exec.
void after_exec(void)
{
	for (int f = 3; f < 64; f++) {
		struct stat st;
		int flags = fcntl(f, F_GETFL);
		if (flags < 0) continue;
		say("\tfd %d cloexec %d flags %x", f, fcntl(f, F_GETFD), flags);
		if (!fstat(f, &st)) say(" mode %o", st.st_mode);
		if ((flags & O_ACCMODE) != O_WRONLY && guard(f, POLLIN, 100) > 0) {
			char *p = target(100, GOOD);
			say_data(p, result(read(f, p, 100)));
		}
		say("\n");
	}
	sigset_t set;
	sigprocmask(SIG_BLOCK, 0, &set);
	say("\tblocked %lx", from_set(&set));
	sigpending(&set);
	say(" pending %lx ignored", from_set(&set));
	for (int i = 0; i < 8; i++) {
		struct sigaction a;
		if (!sigaction(signals[i], 0, &a) && a.sa_handler == SIG_IGN) say(" %d", signals[i]);
	}
	say("\n");
}

static const struct call calls[] = {
	{ "fork", C_FORK, 6, "ops@ops both@bit", do_fork },
	{ "vfork", C_FORK, 1, "fd@any close@bit ask@bit", do_vfork },
	{ "exec", C_EXEC, 3, "way@three", do_exec },
	{ "noexec", C_EXEC, 1, "path@bit fd@any", do_noexec },
};
const struct family process_calls = { calls, LENGTH(calls) };
