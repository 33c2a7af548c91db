// One sequence, from a file, on one side or both.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "driver.h"

static char *read_transcript(const char *path)
{
	unsigned n = 0;
	int f = open(path, O_RDONLY);
	if (f < 0 || read(f, &n, sizeof n) != sizeof n || n > 1 << 20) n = 0;
	char *text = malloc(n + 1);
	if (!text) die("no memory");
	ssize_t got = n ? read(f, text, n) : 0;
	text[got > 0 ? got : 0] = 0;
	if (f >= 0) close(f);
	return text;
}

static int wait_until(pid_t pid, double until, int *status)
{
	while (waitpid(pid, status, WNOHANG) == 0) {
		if (now() > until) return 0;
		nanosleep(&(struct timespec){ .tv_nsec = 300000 }, 0);
	}
	return 1;
}

struct outcome run_file(struct side *s, const char *path, double limit)
{
	struct outcome o = { .how = HUNG };
	int status;
	unlink(s->transcript);
	pid_t pid = start(s, (char *[]){ "executor", s->transcript, "run", (char *)path, 0 }, -1);
	if (!wait_until(pid, now() + limit, &status)) end(s, pid);
	else if (WIFEXITED(status)) o.how = WEXITSTATUS(status) < 2 ? WEXITSTATUS(status) : BROKEN;
	else o.how = CRASHED;
	o.text = read_transcript(s->transcript);
	return o;
}

static void first_difference(const char *a, const char *b, char *why, size_t size)
{
	size_t same = 0;
	for (size_t i = 0; a[i] && a[i] == b[i]; i++) if (a[i] == '\n') same = i + 1;
	int x = strcspn(a + same, "\n"), y = strcspn(b + same, "\n");
	snprintf(why, size, "# stock: %.*s\n# Apus:  %.*s\n", x > 400 ? 400 : x, a + same, y > 400 ? 400 : y, b + same);
}

// Whether the sides differ, and where; a sequence that crashes on both is wrong as well, and one that hangs on stock is 2.
int differ(const char *path, double limit, char *why, size_t size)
{
	static const char *const hows[] = { "exited", "crashed", "hung", "could not be run" };
	struct outcome a = run_file(&sides[STOCK], path, limit), b = run_file(&sides[APUS], path, limit);
	int wrong = a.how || b.how || strcmp(a.text, b.text);
	if (wrong && strcmp(a.text, b.text)) first_difference(a.text, b.text, why, size);
	else if (wrong) snprintf(why, size, "# stock %s, Apus %s\n", hows[a.how], hows[b.how]);
	if (wrong && strlen(why) + 64 < size && a.how != b.how) sprintf(why + strlen(why), "# stock %s, Apus %s\n", hows[a.how], hows[b.how]);
	free(a.text), free(b.text);
	return a.how == HUNG ? 2 : wrong;
}
