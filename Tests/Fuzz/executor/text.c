// Sequences as text: one op a line, `write fd=s3 n=100`; arguments that are 0 may be left out; # begins a comment.
#include "fuzz.h"

static const char *const odd_slots[] = { "negative", "closed", "toolarge" };

static int print_slot(char *to, size_t size, long v)
{
	if (v >= SLOTS && v < SLOTNAMES) return snprintf(to, size, "%s", odd_slots[v - SLOTS]);
	return snprintf(to, size, "s%ld", v);
}

void print_op(char *to, size_t size, const struct op *o)
{
	const struct entry *e = &entries[o->entry];
	size_t n = snprintf(to, size, "%s", e->call->name);
	for (int i = 0; i < e->args && n < size; i++) {
		long v = o->arg[i];
		if (!v && !is_slot(e->arg[i].domain)) continue;
		n += snprintf(to + n, size - n, " %s=", e->arg[i].key);
		if (n >= size) return;
		if (is_slot(e->arg[i].domain)) n += print_slot(to + n, size - n, v);
		else n += snprintf(to + n, size - n, is_flags(e->arg[i].domain) ? "0x%lx" : "%ld", v);
	}
}

static int parse_value(const char *s, int domain, long *v)
{
	char *end;
	if (is_slot(domain))
		for (int i = 0; i < LENGTH(odd_slots); i++)
			if (!strcmp(s, odd_slots[i])) return *v = SLOTS + i, 1;
	if (is_slot(domain) && *s++ != 's') return 0;
	errno = 0;
	*v = *s == '-' ? strtol(s, &end, 0) : (long)strtoul(s, &end, 0);
	return end != s && !*end && !errno && (!is_slot(domain) || (*v >= 0 && *v < SLOTS));
}

static const char *parse_op(struct op *o, char *line)
{
	char *word = strtok(line, " \t\n");
	if ((o->entry = find_entry(word)) < 0) return "no such call";
	const struct entry *e = &entries[o->entry];
	for (int i = 0; i < e->args; i++) o->arg[i] = is_slot(e->arg[i].domain) ? CLOSED : 0;
	while ((word = strtok(0, " \t\n"))) {
		char *is = strchr(word, '=');
		int i = 0;
		if (!is) return "not KEY=VALUE";
		*is++ = 0;
		while (i < e->args && strcmp(e->arg[i].key, word)) i++;
		if (i == e->args) return "the call has no such argument";
		if (!parse_value(is, e->arg[i].domain, &o->arg[i])) return "wrong value";
	}
	return 0;
}

const char *parse(struct sequence *s, FILE *f)
{
	static char message[100];
	char line[512];
	const char *wrong;
	s->n = 0;
	for (int number = 1; fgets(line, sizeof line, f); number++) {
		line[strcspn(line, "#\n")] = 0;
		if (!line[strspn(line, " \t")]) continue;
		wrong = s->n == MAXOPS ? "too many calls" : parse_op(&s->op[s->n++], line);
		if (!wrong) continue;
		snprintf(message, sizeof message, "line %d: %s", number, wrong);
		return message;
	}
	return 0;
}
