// Leaves out calls, then arguments, as long as the sides still differ.
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "driver.h"

static double until;

int generate_text(struct text *t, uint64_t seed, uint64_t index)
{
	char mask[32], seed_text[32], index_text[32];
	int p[2];
	snprintf(mask, sizeof mask, "%u", classes);
	snprintf(seed_text, sizeof seed_text, "%llu", (unsigned long long)seed);
	snprintf(index_text, sizeof index_text, "%llu", (unsigned long long)index);
	if (pipe(p)) die("cannot make a pipe");
	struct side *s = &sides[STOCK];
	pid_t pid = start(s, (char *[]){ "executor", "-c", mask, s->transcript, "print", seed_text, index_text, 0 }, p[1]);
	close(p[1]);
	FILE *f = fdopen(p[0], "r");
	for (t->n = 0; t->n < LINES && fgets(t->line[t->n], LINE, f); t->n++) t->line[t->n][strcspn(t->line[t->n], "\n")] = 0;
	fclose(f);
	waitpid(pid, 0, 0);
	return t->n > 0;
}

int write_text(const struct text *t, const char *path, const char *head)
{
	FILE *f = fopen(path, "w");
	if (!f) return -1;
	fputs(head, f);
	for (int i = 0; i < t->n; i++) fprintf(f, "%s\n", t->line[i]);
	return fclose(f);
}

// A hang is found out sooner here: what is left is short.
static int still(const struct text *t, const char *scratch)
{
	char why[2048];
	if (now() > until || write_text(t, scratch, "")) return 0;
	return differ(scratch, 2, why, sizeof why) == 1;
}

static int without(struct text *t, int from, int n, const char *scratch)
{
	static struct text less;
	if (from + n > t->n) n = t->n - from;
	less.n = t->n - n;
	memcpy(less.line, t->line, from * sizeof *t->line);
	memcpy(less.line + from, t->line + from + n, (t->n - from - n) * sizeof *t->line);
	if (!less.n || !still(&less, scratch)) return 0;
	*t = less;
	return 1;
}

static int shrink_calls(struct text *t, const char *scratch)
{
	int changed = 0;
	for (int n = t->n / 2 ? t->n / 2 : 1;; n /= 2) {
		for (int i = t->n - n; i > -n; i -= n) changed |= without(t, i < 0 ? 0 : i, n, scratch);
		if (n == 1) return changed;
	}
}

// Arguments that are left out are 0; slots stay.
static int shrink_arguments(struct text *t, int line, const char *scratch)
{
	char *text = t->line[line], was[LINE];
	int changed = 0;
	for (char *space = strchr(text, ' '); space; ) {
		char *is = strchr(space, '='), *next = strchr(space + 1, ' ');
		if (is && (is[1] == '-' || (is[1] >= '0' && is[1] <= '9'))) {
			strcpy(was, text);
			memmove(space, next ? next : space + strlen(space), strlen(next ? next : "") + 1);
			if (still(t, scratch)) {
				changed = 1;
				if (!*space) break;
				continue;
			}
			strcpy(text, was);
		}
		space = next;
	}
	return changed;
}

void shrink(struct text *t, const char *scratch)
{
	until = now() + 60;
	int changed = 1;
	while (changed) {
		while (shrink_calls(t, scratch));
		changed = 0;
		for (int i = 0; i < t->n; i++) changed |= shrink_arguments(t, i, scratch);
	}
}
