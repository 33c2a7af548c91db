// The table of all calls.
#include "fuzz.h"

const char *const class_names[CLASSES] = {
	"fd", "pipe", "eventfd", "socket", "epoll", "poll", "timerfd", "signal", "signalfd", "splice", "device", "file",
	"proc", "limit", "fork", "exec", "thread", "fault", "pipefill", "sockfill", "eporder",
};
unsigned classes = (1u << CLASSES) - 1;

struct entry entries[CALLS];
int entry_count;

static const struct family *const families[] = {
	&descriptor_calls, &pipe_calls, &splice_calls, &event_calls, &timer_calls, &poll_calls, &epoll_calls, &socket_calls,
	&message_calls, &signal_calls, &process_calls, &waking_calls, &blocking_calls,
};

static void broken(const struct call *c)
{
	fprintf(stderr, "fuzz: the table's row for %s is wrong: %s\n", c->name, c->spec);
	exit(2);
}

static void add(const struct call *c)
{
	struct entry *e = &entries[entry_count++];
	const char *s = c->spec;
	e->call = c;
	while (*s) {
		struct arg *a = &e->arg[e->args++];
		char domain[16];
		int used = 0;
		if (e->args > MAXARGS || sscanf(s, "%11[a-z0-9]@%15s%n", a->key, domain, &used) != 2) broken(c);
		if ((a->domain = find_domain(domain)) < 0) broken(c);
		s += used;
		s += strspn(s, " ");
	}
}

void gather(void)
{
	for (int f = 0; f < LENGTH(families); f++)
		for (int i = 0; i < families[f]->n; i++) add(&families[f]->calls[i]);
}

int find_entry(const char *name)
{
	for (int i = 0; i < entry_count; i++)
		if (!strcmp(entries[i].call->name, name)) return i;
	return -1;
}
