/* usage: strings [SEED [CASES]]
 * Runs each of libc's memory and string functions against what a loop over bytes gives,
 * with each width of vectors that this processor has: all sizes to 512 at all alignments,
 * at both ends of memory, then CASES random ones. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "strings.h"

enum { SIZE = 1 << 16, MOST = 512, ALIGNMENTS = 64, AROUND = 256 };

struct arena one, two;
extern struct { unsigned char known, long_rep; size_t done; } tested___vectors;

static const char *const levels[] = { "unknown", "SSE2", "AVX2", "AVX-512" };
static const struct function *now;
static struct place here;
static byte before[SIZE];
static unsigned long state, seed, passed, failed;
static sigjmp_buf fault;

unsigned long drawn(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

size_t below(size_t n) { return drawn() % n; }

size_t as_many(size_t n)
{
	switch (below(6)) {
	case 0: return SIZE_MAX;
	case 1: return SIZE_MAX - below(5000);
	case 2: return SIZE_MAX / 2 + below(3);
	case 3: return n + below(100000);
	}
	return n;
}

void fill(byte *p, size_t n)
{
	static const byte kinds[8] = { 'a', 'b', 'A', 1, 0x7f, 0x80, 0x81, 0xff };
	unsigned long kind = below(4), bits = 0;
	for (size_t i = 0; i < n; i++, bits >>= 3) {
		if (!(i % 16)) bits = drawn();
		p[i] = kind ? kinds[bits & (kind == 1 ? 1 : 7)] : 'a';
	}
}

static void wrong(const char *what, long got, long wanted)
{
	if (failed++ > 20) return;
	printf("%s, %s: %s %ld, not %ld: at %ld and %ld from the start, %ld and %ld to the end, size %zu; seed %lu\n", now->name,
		levels[tested___vectors.known], what, got, wanted, here.a - one.start, here.b - two.start, one.end - here.a, two.end - here.b, here.n, seed);
}

void same(long got, long wanted)
{
	if (got == wanted) passed++;
	else wrong("gave", got, wanted);
}

static byte *near_start, *near_end;

void keep(void)
{
	near_start = here.b - two.start > AROUND ? here.b - AROUND : two.start;
	near_end = (size_t)(two.end - here.b) > here.n + AROUND + 64 ? here.b + here.n + AROUND + 64 : two.end;
	for (byte *p = near_start; p < near_end; p++) before[p - two.start] = *p;
}

void kept(byte *changed, const byte *with, size_t n)
{
	for (byte *p = near_start; p < near_end; p++) {
		byte wanted = p >= changed && p < changed + n ? with[p - changed] : before[p - two.start];
		if (*p == wanted) continue;
		wrong("wrote, of all bytes, at", p - changed, *p);
		return;
	}
	passed++;
}

static void caught(int signal)
{
	siglongjmp(fault, signal);
}

static void run(const struct function *f, struct place p)
{
	now = f;
	here = p;
	if (sigsetjmp(fault, 0)) {
		wrong("faulted: signal", SIGSEGV, 0);
		return;
	}
	f->check(p);
}

/* n bytes after the start of one arena, and with the end of the other behind; both ways. */
static void everywhere(const struct function *f)
{
	for (size_t n = 1; n <= MOST; n++)
		for (size_t x = 0; x < ALIGNMENTS; x++) {
			size_t y = below(ALIGNMENTS);
			run(f, (struct place){ one.start + x, two.start + y, n });
			run(f, (struct place){ one.end - n, two.end - n - x, n });
			run(f, (struct place){ one.end - n - x, two.end - n, n });
		}
}

static struct place somewhere(void)
{
	static const size_t sizes[] = { 16, 64, 64, 300, 300, 1000, 5000, SIZE - 1000 };
	size_t n = 1 + below(sizes[below(below(16) ? 6 : 8)]);
	struct place p = { one.start + below(SIZE - n), two.start + below(SIZE - n), n };
	/* Near the end of a page, often. */
	if (below(2)) p.a = one.start + (((size_t)(p.a - one.start) | 4095) - below(130));
	if (below(4) == 0) p.b = two.start + (((size_t)(p.b - two.start) | 4095) - below(130));
	if (p.a > one.end - n || !below(4)) p.a = one.end - n;
	if (p.b > two.end - n || !below(4)) p.b = two.end - n;
	return p;
}

static struct arena between_guards(size_t size)
{
	byte *p = mmap(0, size + 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED || mprotect(p + 4096, size, PROT_READ | PROT_WRITE)) {
		perror("strings: no memory");
		exit(2);
	}
	return (struct arena){ p + 4096, p + 4096 + size };
}

/* Sizes at which there are other ways to copy: beyond what caches hold. */
static void check_large(struct place unused)
{
	const size_t size = 48 << 20;
	struct arena a = between_guards(size);
	static const size_t sizes[] = { 100000, 1 << 20, (3 << 20) + 5, (20 << 20) + 77, (40 << 20) + 1 };
	static const long moves[] = { 1, 63, 64, 4096, 5000, 1 << 20, 7 << 20 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t j = 0; j < 2 * sizeof moves / sizeof *moves; j++) {
			size_t n = sizes[i], by = moves[j / 2], x = below(64);
			byte *from = a.start + x + (j & 1 ? by : 0), *to = a.start + x + (j & 1 ? 0 : by);
			if (n + by + x > size) continue;
			for (size_t k = 0; k <= n / 8; k++) ((unsigned long *)a.start)[(from - a.start) / 8 + k] = (k + 1) * 0x9e3779b97f4a7c15;
			byte edges[2] = { to > a.start ? to[-1] : 0, to[n] };
			unsigned long wanted = 0, got = 0;
			for (size_t k = 0; k < n; k++) wanted = (wanted ^ from[k]) * 0x100000001b3;
			same((long)tested_memmove(to, from, n), (long)to);
			for (size_t k = 0; k < n; k++) got = (got ^ to[k]) * 0x100000001b3;
			same(got, wanted);
			if (to > a.start && !(j & 1 && by == 0)) same(to[-1], edges[0]);
			same(to[n], edges[1]);
			tested_memset(to, j + 1, n);
			size_t k = 0;
			while (k < n && to[k] == j + 1) k++;
			same(k, n);
			same(to[n], edges[1]);
		}
	munmap(a.start - 4096, size + 8192);
}

/* What has many beginnings and no end takes time in proportion, or the alarm comes. */
static void check_linear(struct place unused)
{
	enum { LONG = 4 << 20, NEEDLE = 40000 };
	char *h = malloc(LONG + 1), *n = malloc(NEEDLE + 1);
	if (!h || !n) exit(2);
	for (int i = 0; i < LONG; i++) h[i] = 'a';
	for (int i = 0; i < NEEDLE; i++) n[i] = 'a';
	h[LONG] = n[NEEDLE] = 0;
	static const int places[] = { 0, 1, 2, NEEDLE / 2, NEEDLE - 2, NEEDLE - 1 };
	for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
		n[places[i]] = 'b';
		alarm(20);
		same((long)tested_strstr(h, n), 0);
		same((long)tested_memmem(h, LONG, n, NEEDLE), 0);
		h[LONG - NEEDLE + places[i]] = 'b';
		same(tested_strstr(h, n) - h, LONG - NEEDLE);
		same((char *)tested_memmem(h, LONG, n, NEEDLE) - h, LONG - NEEDLE);
		h[LONG - NEEDLE + places[i]] = n[places[i]] = 'a';
	}
	alarm(0);
	free(h);
	free(n);
}

static void nothing(struct place p)
{
	/* None of these may touch memory, wherever the pointers lead. */
	char *bad = (char *)one.end;
	same(tested_memcmp(bad, bad, 0) | tested_strncmp(bad, bad, 0) | tested_strncasecmp(bad, bad, 0), 0);
	same(tested_wmemcmp((void *)bad, (void *)bad, 0) | tested_wcsncmp((void *)bad, (void *)bad, 0), 0);
	same((long)tested_memchr(bad, 0, 0) | (long)tested_memrchr(bad, 0, 0) | (long)tested_wmemchr((void *)bad, 0, 0), 0);
	same(tested_strnlen(bad, 0), 0);
	same((long)tested_memcpy(bad, bad, 0), (long)bad);
	same((long)tested_memmove(bad, bad + 1, 0), (long)bad);
	same((long)tested_memset(bad, 0, 0), (long)bad);
	same((long)tested_wmemset((void *)bad, 0, 0), (long)bad);
	same((long)tested_memmem(bad, 0, bad, 0), (long)bad);
	same(tested_stpncpy(bad, bad, 0) - bad, 0);
}

int main(int argc, char **argv)
{
	static const struct function *const groups[] = { memory_functions, string_functions, wide_functions };
	static const struct function large = { "large", check_large }, linear = { "linear", check_linear }, none = { "of nothing", nothing },
		known = { "__vectors", nothing };
	unsigned long cases = argc > 2 ? strtoul(argv[2], 0, 10) : 100000;
	seed = argc > 1 ? strtoul(argv[1], 0, 10) : 1;
	int highest = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") ? 3
		: __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") ? 2 : 1;

	one = between_guards(SIZE);
	two = between_guards(SIZE);
	sigaction(SIGSEGV, &(struct sigaction){ .sa_handler = caught, .sa_flags = SA_NODEFER }, 0);
	for (int level = 1; level <= highest; level++) {
		tested___vectors.known = level;
		state = seed * 0x9e3779b97f4a7c15 | 1;
		run(&none, (struct place){ 0 });
		for (int g = 0; g < 3; g++) for (const struct function *f = groups[g]; f->name; f++) everywhere(f);
		for (unsigned long i = 0; i < cases; i++) {
			int g = below(3), k = 0;
			while (groups[g][k].name) k++;
			run(&groups[g][below(k)], somewhere());
		}
		run(&large, (struct place){ 0 });
		run(&linear, (struct place){ 0 });
	}
	/* And starting without knowing what there is, to find it out. */
	tested___vectors.known = 0;
	run(&none, (struct place){ 0 });
	for (unsigned long i = 0; i < cases / 10 + 1000; i++) {
		int g = below(3), k = 0;
		while (groups[g][k].name) k++;
		run(&groups[g][below(k)], somewhere());
	}
	now = &known;
	same(tested___vectors.known, highest);
	printf("strings: vectors up to %s, %lu random cases each, %lu comparisons\n", levels[highest], cases, passed + failed);
	printf("%lu passed, %lu failed\n", passed, failed);
	return !!failed;
}
