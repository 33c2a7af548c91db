/* GNU's re_* functions, on the engine of regcomp(3). Strings may hold zeros, which are
 * taken for another character that no text has; what is before the place where a search
 * begins is seen by ^ alone, not by \b and \<. */
#define _GNU_SOURCE
#include <regex.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>
#include "glibc.h"
#include "re.h"

struct compiled {
	char *pattern;
	size_t length;
	unsigned long syntax;
	/* Made when first needed: for strings without newlines, and by lines. */
	struct one { int is_made; regex_t regex; struct re_translated translated; } whole, lines;
};

struct pattern_buffer {
	struct compiled *buffer;
	unsigned long allocated, used, syntax;
	char *fastmap;
	unsigned char *translate;
	size_t nsub;
	unsigned can_be_null:2, regs_allocated:2, fastmap_accurate:1, no_sub:1, not_bol:1, not_eol:1, newline_anchor:1;
};
_Static_assert(sizeof(struct pattern_buffer) == 64 && offsetof(struct pattern_buffer, nsub) == 48, "glibc's layout");

struct registers { unsigned count; int *start, *end; };
enum { UNALLOCATED, REALLOCATE, FIXED };

/* In USED: that the buffer is ours and not regcomp's. */
#define MARK 0x676e755f7265UL
/* What a zero in a string becomes: a byte that is no character of UTF-8. */
#define ZERO '\xfe'

unsigned long GLIBC(re_syntax_options);

unsigned long GLIBC(re_set_syntax)(unsigned long syntax)
{
	unsigned long old = glibc_re_syntax_options;
	glibc_re_syntax_options = syntax;
	return old;
}

static void free_compiled(struct compiled *c)
{
	struct one *each[] = { &c->whole, &c->lines };
	for (int i=0; i<2; i++) if (each[i]->is_made) {
		regfree(&each[i]->regex);
		free(each[i]->translated.text);
	}
	free(c->pattern);
	free(c);
}

static int make(struct compiled *c, struct one *one, int by_lines)
{
	int e;
	if (one->is_made) return 0;
	e = glibc_re_translate(&one->translated, c->pattern, c->length, c->syntax, by_lines);
	if (e) return e;
	e = regcomp(&one->regex, one->translated.text, (one->translated.is_extended ? REG_EXTENDED : 0)
		| (c->syntax & RE_ICASE ? REG_ICASE : 0) | (by_lines ? REG_NEWLINE : 0));
	if (e) free(one->translated.text);
	else one->is_made = 1;
	return e;
}

size_t glibc_regerror(int, const regex_t *restrict, char *restrict, size_t);

const char *GLIBC(re_compile_pattern)(const char *pattern, size_t length, struct pattern_buffer *b)
{
	static char text[64];
	struct compiled *c = calloc(1, sizeof *c);
	size_t i;
	int e = REG_ESPACE;
	if (b->buffer && b->used == MARK) free_compiled(b->buffer);
	b->buffer = 0;
	b->used = b->allocated = 0;
	b->no_sub = !!(glibc_re_syntax_options & RE_NO_SUB);
	b->newline_anchor = 1;
	b->syntax = glibc_re_syntax_options;
	if (c && (c->pattern = malloc(length+1))) {
		for (i=0; i<length; i++) {
			unsigned char ch = pattern[i];
			if (b->translate) ch = b->translate[ch];
			c->pattern[i] = ch ? ch : ZERO;
		}
		c->pattern[length] = 0;
		c->length = length;
		c->syntax = b->syntax;
		e = make(c, &c->whole, 0);
	}
	if (e) {
		if (c) free_compiled(c);
		glibc_regerror(e, 0, text, sizeof text);
		return text;
	}
	b->buffer = c;
	b->used = MARK;
	b->nsub = c->whole.translated.groups;
	return 0;
}

/* Every character may begin a match as far as programs need to know. */
int GLIBC(re_compile_fastmap)(struct pattern_buffer *b)
{
	if (b->fastmap) memset(b->fastmap, 1, 256);
	b->fastmap_accurate = 1;
	return 0;
}

static int tell(struct pattern_buffer *b, struct registers *regs, struct one *one, const regmatch_t *m, int offset)
{
	unsigned n = b->nsub+1, i;
	if (!regs || b->no_sub) return 0;
	if (b->regs_allocated != FIXED && (b->regs_allocated == UNALLOCATED || regs->count < n+1)) {
		int *start = b->regs_allocated ? realloc(regs->start, (n+1) * sizeof *start) : malloc((n+1) * sizeof *start);
		if (!start) return -2;
		regs->start = start;
		int *end = b->regs_allocated ? realloc(regs->end, (n+1) * sizeof *end) : malloc((n+1) * sizeof *end);
		if (!end) return -2;
		regs->end = end;
		regs->count = n+1;
		b->regs_allocated = REALLOCATE;
	}
	for (i=0; i<regs->count; i++) {
		const regmatch_t *at = i<n ? m + (i ? one->translated.group[i] : 0) : 0;
		int is_set = at && at->rm_so >= 0;
		regs->start[i] = is_set ? at->rm_so + offset : -1;
		regs->end[i] = is_set ? at->rm_eo + offset : -1;
	}
	return 0;
}

/* Looks for a match that begins at START or up to RANGE behind it; -1 if there is none. */
static int forward(struct pattern_buffer *b, const char *s, int length, int start, int range, struct registers *regs, int *match_length)
{
	struct compiled *c = b->buffer;
	struct one *one;
	int by_lines = b->newline_anchor && memchr(s, '\n', length);
	int flags = b->not_eol ? REG_NOTEOL : 0;
	regmatch_t *m;
	int e, at;
	one = by_lines ? &c->lines : &c->whole;
	if (make(c, one, by_lines)) return -2;
	if (start ? !(by_lines && s[start-1] == '\n') : b->not_bol) flags |= REG_NOTBOL;
	if (!(m = malloc((one->regex.re_nsub+1) * sizeof *m))) return -2;
	e = regexec(&one->regex, s+start, one->regex.re_nsub+1, m, flags);
	at = e || m->rm_so > range ? -1 : (int)m->rm_so + start;
	if (at >= 0) {
		if (match_length) *match_length = m->rm_eo - m->rm_so;
		if (tell(b, regs, one, m, start)) at = -2;
	}
	free(m);
	return at;
}

/* The string as the engine takes it: with a zero at its end and none before. */
static char *prepare(struct pattern_buffer *b, const char *s1, int n1, const char *s2, int n2)
{
	char *copy = malloc((size_t)n1+n2+1), *p;
	if (!copy) return 0;
	memcpy(copy, s1, n1);
	memcpy(copy+n1, s2, n2);
	copy[n1+n2] = 0;
	if (b->translate) for (p=copy; p<copy+n1+n2; p++) *p = b->translate[(unsigned char)*p];
	for (p=copy; (p = memchr(p, 0, copy+n1+n2-p)); ) *p = ZERO;
	return copy;
}

static int search(struct pattern_buffer *b, const char *s1, int n1, const char *s2, int n2, int start, int range,
	struct registers *regs, int stop, int *match_length)
{
	int at = -1, n = n1+n2;
	char *s;
	if (start < 0 || start > n || !b->buffer) return -1;
	if (start+range > n) range = n-start;
	if (start+range < 0) range = -start;
	if (!(s = prepare(b, s1, n1, s2, n2))) return -2;
	if (stop < n) s[n = stop] = 0;
	if (range >= 0) at = start > n ? -1 : forward(b, s, n, start, range, regs, match_length);
	else for (; range <= 0 && at == -1; start--, range++) if (start <= n) at = forward(b, s, n, start, 0, regs, match_length);
	free(s);
	return at;
}

int GLIBC(re_search_2)(struct pattern_buffer *b, const char *s1, int n1, const char *s2, int n2, int start, int range,
	struct registers *regs, int stop)
{
	return search(b, s1, n1, s2, n2, start, range, regs, stop, 0);
}

int GLIBC(re_search)(struct pattern_buffer *b, const char *s, int n, int start, int range, struct registers *regs)
{
	return search(b, s, n, "", 0, start, range, regs, n, 0);
}

int GLIBC(re_match_2)(struct pattern_buffer *b, const char *s1, int n1, const char *s2, int n2, int start,
	struct registers *regs, int stop)
{
	int length, at = search(b, s1, n1, s2, n2, start, 0, regs, stop, &length);
	return at < 0 ? at : length;
}

int GLIBC(re_match)(struct pattern_buffer *b, const char *s, int n, int start, struct registers *regs)
{
	return glibc_re_match_2(b, s, n, "", 0, start, regs, n);
}

void GLIBC(re_set_registers)(struct pattern_buffer *b, struct registers *regs, unsigned n, int *starts, int *ends)
{
	b->regs_allocated = n ? REALLOCATE : UNALLOCATED;
	*regs = (struct registers){ n, n ? starts : 0, n ? ends : 0 };
}

void GLIBC(regfree)(regex_t *r)
{
	struct pattern_buffer *b = (void *)r;
	if (b->used != MARK) {
		regfree(r);
		return;
	}
	free_compiled(b->buffer);
	free(b->fastmap);
	free(b->translate);
	memset(b, 0, sizeof *b);
}
