// Runs a range of sequences on both sides at once and compares hashes as they come.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "driver.h"

pid_t start(struct side *s, char **args, int out)
{
	pid_t pid = fork();
	if (pid < 0) die("cannot fork");
	if (pid) return setpgid(pid, pid), pid;
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	int null = open("/dev/null", O_RDWR), log = open(s->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (chdir(s->dir) || dup2(null, 0) < 0 || dup2(out < 0 ? null : out, 1) < 0 || dup2(log, 2) < 0) _exit(126);
	execve(s->executor, args, s->env);
	_exit(127);
}

// With all that it has started.
void end(struct side *s, pid_t pid)
{
	(void)s;
	kill(-pid, SIGKILL);
	while (waitpid(pid, 0, 0) < 0 && errno == EINTR);
}

static void start_batch(struct side *s, const struct range *r)
{
	char mask[32], seed[32], first[32], count[32];
	int p[2];
	if (pipe2(p, O_CLOEXEC)) die("cannot make a pipe");
	snprintf(mask, sizeof mask, "%u", classes);
	snprintf(seed, sizeof seed, "%llu", (unsigned long long)r->seed);
	snprintf(first, sizeof first, "%llu", (unsigned long long)(r->first + s->next));
	snprintf(count, sizeof count, "%llu", (unsigned long long)(r->count - s->next));
	s->pid = start(s, (char *[]){ "executor", "-c", mask, s->transcript, "batch", seed, first, count, 0 }, p[1]);
	close(p[1]);
	s->pipe = p[0], s->filled = 0, s->heard = now();
}

static void stop_batch(struct side *s)
{
	if (s->pid) end(s, s->pid), close(s->pipe);
	s->pid = 0;
}

// A sequence that ended its worker or hung has a hash like no other.
static void lost(struct side *s, uint64_t *hash, enum how how)
{
	hash[s->next] = how * SIDES + (s - sides);
	s->next++;
	stop_batch(s);
}

static void take_line(struct side *s, const struct range *r, uint64_t *hash, const char *line)
{
	unsigned long long index, h;
	int crashed;
	if (sscanf(line, "%llu %llx %d", &index, &h, &crashed) != 3 || index != r->first + s->next || s->next >= r->count)
		die("the %s executor says: %s", s->name, line);
	hash[s->next++] = crashed ? CRASHED * SIDES + (s - sides) : h;
	s->heard = now();
}

static void listen_to(struct side *s, const struct range *r, uint64_t *hash)
{
	ssize_t n = read(s->pipe, s->line + s->filled, sizeof s->line - 1 - s->filled);
	if (n <= 0) {
		if (s->next < r->count) lost(s, hash, CRASHED);
		else stop_batch(s);
		return;
	}
	s->filled += n;
	s->line[s->filled] = 0;
	char *line = s->line, *newline;
	for (; (newline = strchr(line, '\n')); line = newline + 1) *newline = 0, take_line(s, r, hash, line);
	s->filled -= line - s->line;
	memmove(s->line, line, s->filled + 1);
}

static void wait_for_lines(const struct range *r, uint64_t *hash[SIDES])
{
	struct pollfd p[SIDES];
	for (int i = 0; i < SIDES; i++) {
		struct side *s = &sides[i];
		if (!s->pid && s->next < r->count) start_batch(s, r);
		p[i] = (struct pollfd){ .fd = s->pid ? s->pipe : -1, .events = POLLIN };
	}
	poll(p, SIDES, 500);
	for (int i = 0; i < SIDES; i++) {
		struct side *s = &sides[i];
		if (p[i].revents) listen_to(s, r, hash[i]);
		else if (s->pid && s->next < r->count && now() - s->heard > limit) lost(s, hash[i], HUNG);
	}
}

static void note(struct range *r, uint64_t i, uint64_t *hash[SIDES])
{
	struct failure *f = &r->failed[r->failures++];
	f->index = r->first + i;
	for (int side = 0; side < SIDES; side++)
		for (enum how how = CRASHED; how <= HUNG; how++) if (hash[side][i] == how * SIDES + side) f->how[side] = how;
}

// The number of sequences that were compared: all, unless too many failed.
uint64_t run_range(struct range *r)
{
	uint64_t *hash[SIDES], done = 0;
	double said = now();
	for (int i = 0; i < SIDES; i++)
		if (!(hash[i] = calloc(r->count + 1, sizeof **hash))) die("no memory for so many sequences");
	while (done < r->count && r->failures < r->most) {
		wait_for_lines(r, hash);
		for (; done < r->count && done < sides[STOCK].next && done < sides[APUS].next; done++)
			if (hash[STOCK][done] != hash[APUS][done] && r->failures < r->most) note(r, done, hash);
		if (now() - said > 20) printf("  %llu of %llu, %llu differ\n", (unsigned long long)done, (unsigned long long)r->count, (unsigned long long)r->failures), said = now();
		fflush(stdout);
	}
	for (int i = 0; i < SIDES; i++) stop_batch(&sides[i]), free(hash[i]);
	return done;
}
