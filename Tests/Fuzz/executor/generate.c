// From a seed and an index to a sequence. Every sequence prefers classes of its own, so that some go deep and some mix all.
#include "fuzz.h"

static uint64_t rotate(uint64_t x, int n)
{
	return x << n | x >> (64 - n);
}

// xoshiro256**
uint64_t draw(struct model *m)
{
	uint64_t *s = m->random, r = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
	s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3];
	s[2] ^= t, s[3] = rotate(s[3], 45);
	return r;
}

int below(struct model *m, int n)
{
	return (draw(m) >> 33) % n;
}

// splitmix64
static uint64_t mix(uint64_t *x)
{
	uint64_t z = *x += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static const int common[C_PLAIN] = {
	[C_FD] = 6, [C_PIPE] = 8, [C_EVENTFD] = 6, [C_SOCKET] = 8, [C_EPOLL] = 8, [C_POLL] = 4, [C_TIMERFD] = 3, [C_SIGNAL] = 4,
	[C_SIGNALFD] = 2, [C_SPLICE] = 3, [C_DEVICE] = 2, [C_FILE] = 1, [C_PROC] = 1, [C_LIMIT] = 1, [C_FORK] = 2, [C_EXEC] = 1,
	[C_THREAD] = 2,
};
// Processes and threads cost a hundred times as much as other calls.
static const int dear[C_PLAIN] = { [C_FORK] = 1, [C_EXEC] = 1, [C_THREAD] = 1, [C_PROC] = 1, [C_LIMIT] = 1 };

static int weigh(struct model *m, int *weight)
{
	static const int liking[] = { 0, 1, 1, 2, 4, 10 };
	int all = 0;
	for (int c = 0; c < C_PLAIN; c++) {
		int w = common[c] * liking[below(m, dear[c] ? 4 : LENGTH(liking))];
		if (dear[c] && below(m, 3)) w = 0;
		for (int e = 0; e < entry_count; e++)
			if (entries[e].call->class == c && ENABLED(c)) all += weight[e] = w * entries[e].call->weight;
	}
	for (int e = 0; e < entry_count; e++)
		if (entries[e].call->class >= C_PLAIN && ENABLED(entries[e].call->class)) all += weight[e] = 2 * entries[e].call->weight;
	return all;
}

static int choose(struct model *m, const int *weight, int all)
{
	int e = 0;
	for (int n = below(m, all); n >= weight[e]; e++) n -= weight[e];
	return e;
}

void generate(struct sequence *s, uint64_t seed, uint64_t index)
{
	struct model m = { .last = 0 };
	int weight[CALLS] = { 0 }, all = 0;
	uint64_t x = seed ^ mix(&index);
	for (int i = 0; i < 4; i++) m.random[i] = mix(&x);
	while (!all) all = weigh(&m, weight);
	int length = 20 + below(&m, 181);
	for (s->n = 0; s->n < length; s->n++) {
		struct op *o = &s->op[s->n];
		*o = (struct op){ 0 };
		o->entry = choose(&m, weight, all);
		const struct entry *e = &entries[o->entry];
		for (int i = 0; i < e->args; i++) o->arg[i] = value(&m, e->arg[i].domain);
	}
}
