/* usage: timed FILE COUNT COMMAND...
 * Runs COMMAND and writes nanoseconds from its start to its end, over COUNT, to FILE. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct timespec a, b;
	int status;
	double count = argc > 3 ? atof(argv[2]) : 0;
	if (!(count > 0)) {
		fputs("usage: timed FILE COUNT COMMAND...\n", stderr);
		return 2;
	}
	FILE *f = fopen(argv[1], "we");
	if (!f) {
		perror(argv[1]);
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &a);
	pid_t child = vfork();
	if (!child) {
		execvp(argv[3], argv + 3);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child) {
		perror("timed");
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	if (!WIFEXITED(status)) return 1;
	fprintf(f, "%.6g\n", ((b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - a.tv_nsec)) / count);
	if (fclose(f)) return 1;
	return WEXITSTATUS(status);
}
