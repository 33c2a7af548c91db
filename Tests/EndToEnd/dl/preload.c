/* run: dynamic loader */
/* libs: dep over */
/* link: dep */
#include "check.h"
// LD_PRELOAD and LD_LIBRARY_PATH for a program started by this one, and interposed libc functions.
extern int dep_value(void);
extern char **environ;
int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("%s: dep %d, getppid %s, puts ", argv[1], dep_value(), getppid() == 12345 ? "replaced" : "own");
		fflush(stdout);
		puts("called");
		return 0;
	}
	static char *env[][3] = { { "NOTHING=1", 0 }, { "LD_PRELOAD=./over.so", 0 }, { "LD_PRELOAD=./missing.so", 0 }, { "LD_LIBRARY_PATH=/none:.", 0 } };
	static char *names[] = { "plain", "preloaded", "missing", "path" };
	for (int i = 0; i < 4; i++) {
		int st;
		fflush(stdout);
		pid_t p = fork();
		if (!p) {
			if (i == 2) { close(2); open("/dev/null", O_WRONLY); }
			execve("./prog", (char *[]){ "./prog", names[i], 0 }, env[i]);
			_exit(126);
		}
		waitpid(p, &st, 0);
		status(names[i], st);
	}
	return done();
}
