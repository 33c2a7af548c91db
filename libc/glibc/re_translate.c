/* Patterns of GNU's re_* functions, in the words of regcomp(3): extended ones, or basic
 * ones where there is a back reference, which extended ones have not. */
#define _GNU_SOURCE
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include "re.h"

struct reader {
	const char *s, *end;
	unsigned long syntax;
	int by_lines, extended, open, added;
	char *d;
	struct re_translated *out;
};

static int has_reference(const char *s, const char *end, unsigned long syntax)
{
	int in_list = 0;
	if (syntax & RE_NO_BK_REFS) return 0;
	for (; s+1<end; s++) {
		if (*s == '\\' && !in_list) {
			s++;
			if (*s >= '1' && *s <= '9') return 1;
		} else if (*s == '[' && !in_list) {
			in_list = 1;
			if (s+1<end && s[1]=='^') s++;
			if (s+1<end && s[1]==']') s++;
		} else if (*s == ']') {
			in_list = 0;
		}
	}
	return 0;
}

/* An operator that has a backslash in basic patterns only. */
static void put_operator(struct reader *r, char c)
{
	if (!r->extended) *r->d++ = '\\';
	*r->d++ = c;
}

static void put_literal(struct reader *r, char c)
{
	if (strchr(r->extended ? ".[\\()*+?{|^$" : ".[\\*^$", c) && c) *r->d++ = '\\';
	*r->d++ = c;
}

/* Something that may also be a newline: a group more. */
static void put_or_newline(struct reader *r, const char *s, size_t l)
{
	put_operator(r, '(');
	memcpy(r->d, s, l);
	r->d += l;
	put_operator(r, '|');
	*r->d++ = '\n';
	put_operator(r, ')');
	r->added++;
}

static int read_list(struct reader *r)
{
	const char *start = r->s-1, *s = r->s;
	char *d0 = r->d, *copy;
	int negated = s<r->end && *s == '^';
	s += negated;
	if (s<r->end && *s == ']') s++;
	for (; s<r->end && *s != ']'; s++) {
		if (*s == '[' && s+1<r->end && strchr(":.=", s[1]) && (s[1] != ':' || r->syntax & RE_CHAR_CLASSES)) {
			const char kind = s[1], *z = s+2;
			while (z+1<r->end && !(z[0]==kind && z[1]==']')) z++;
			if (z+1 < r->end) s = z+1;
		} else if (*s == '\\' && r->syntax & RE_BACKSLASH_ESCAPE_IN_LISTS && s+1<r->end) {
			s++;
		}
	}
	if (s >= r->end) return start+1 == r->end ? REG_BADPAT : REG_EBRACK;
	r->s = s+1;
	copy = malloc(s-start+3);
	if (!copy) return REG_ESPACE;
	size_t n = 0;
	int bracket = 0;
	for (const char *p=start; p<s; p++) {
		if (*p == '\\' && r->syntax & RE_BACKSLASH_ESCAPE_IN_LISTS && p+1<s) p++;
		/* Without classes this is a bracket, which must not have a colon behind it. */
		if (p>start && p[0]=='[' && p[1]==':' && !(r->syntax & RE_CHAR_CLASSES)) bracket = 1;
		else copy[n++] = *p;
	}
	if (bracket) copy[n++] = '[';
	copy[n++] = ']';
	if (negated && r->by_lines && !(r->syntax & RE_HAT_LISTS_NOT_NEWLINE)) {
		put_or_newline(r, copy, n);
	} else {
		memcpy(d0, copy, n);
		r->d += n;
	}
	free(copy);
	return 0;
}

/* {m,n} after the brace; 0 if it is none. */
static const char *interval_end(struct reader *r)
{
	const char *s = r->s;
	size_t digits = strspn(s, "0123456789");
	s += digits;
	if (*s == ',') {
		s++;
		digits += strspn(s, "0123456789");
		s += strspn(s, "0123456789");
	}
	if (!digits) return 0;
	if (r->syntax & RE_NO_BK_BRACES) return *s == '}' ? s : 0;
	return s[0] == '\\' && s[1] == '}' ? s : 0;
}

static int read_interval(struct reader *r)
{
	const char *end = interval_end(r);
	if (!end) {
		if (!(r->syntax & RE_INVALID_INTERVAL_ORD) && !(r->syntax & RE_NO_BK_BRACES))
			return strstr(r->s, "\\}") ? REG_BADBR : REG_EBRACE;
		put_literal(r, '{');
		return 0;
	}
	put_operator(r, '{');
	if (*r->s == ',') *r->d++ = '0';
	memcpy(r->d, r->s, end-r->s);
	r->d += end-r->s;
	put_operator(r, '}');
	r->s = end + (r->syntax & RE_NO_BK_BRACES ? 1 : 2);
	return 0;
}

static int open_group(struct reader *r)
{
	if (r->out->groups+1 >= RE_GROUPS) return REG_ESPACE;
	r->out->groups++;
	r->out->group[r->out->groups] = r->out->groups + r->added;
	r->open++;
	put_operator(r, '(');
	return 0;
}

enum kind { LITERAL, OPEN, CLOSE, OR, PLUS, STAR, INTERVAL };

/* What a character is, with a backslash before it or not. */
static enum kind kind_of(struct reader *r, char c, int escaped)
{
	unsigned long s = r->syntax;
	switch (c) {
	case '(': return !(s & RE_NO_BK_PARENS) == escaped ? OPEN : LITERAL;
	case ')':
		if (!(s & RE_NO_BK_PARENS) != escaped) return LITERAL;
		return !r->open && s & RE_UNMATCHED_RIGHT_PAREN_ORD ? LITERAL : CLOSE;
	case '|': return !(s & RE_LIMITED_OPS) && !(s & RE_NO_BK_VBAR) == escaped ? OR : LITERAL;
	case '\n': return !escaped && s & RE_NEWLINE_ALT ? OR : LITERAL;
	case '+': case '?': return !(s & RE_LIMITED_OPS) && !!(s & RE_BK_PLUS_QM) == escaped ? PLUS : LITERAL;
	case '*': return escaped ? LITERAL : STAR;
	case '{': return s & RE_INTERVALS && !(s & RE_NO_BK_BRACES) == escaped ? INTERVAL : LITERAL;
	}
	return LITERAL;
}

/* Whether the pattern is at an end of a branch here, so that $ is an anchor. */
static int at_end(struct reader *r)
{
	const char *s = r->s;
	if (s == r->end) return 1;
	int escaped = *s == '\\';
	if (escaped && s+1 == r->end) return 0;
	enum kind k = kind_of(r, s[escaped], escaped);
	return k == OR || k == CLOSE;
}

static int read_pattern(struct reader *r)
{
	int first = 1, e;
	while (r->s < r->end) {
		int was_first = first;
		char c = *r->s++;
		int escaped = c == '\\';
		first = 0;
		if (escaped) {
			if (r->s == r->end) return REG_EESCAPE;
			c = *r->s++;
		}
		enum kind kind = kind_of(r, c, escaped);
		if (was_first && (kind == STAR || kind == PLUS || kind == INTERVAL)) {
			if (r->syntax & RE_CONTEXT_INVALID_OPS) return REG_BADRPT;
			/* Where an operator is allowed to have nothing before it, it does nothing. */
			if (r->syntax & RE_CONTEXT_INDEP_OPS) {
				first = 1;
				continue;
			}
			put_literal(r, c);
			continue;
		}
		switch (kind) {
		case OPEN:
			if ((e = open_group(r))) return e;
			first = 1;
			continue;
		case CLOSE:
			if (!r->open--) return REG_EPAREN;
			put_operator(r, ')');
			continue;
		case OR:
			put_operator(r, '|');
			first = 1;
			continue;
		case PLUS:
			put_operator(r, c);
			continue;
		case STAR:
			*r->d++ = '*';
			continue;
		case INTERVAL:
			if ((e = read_interval(r))) return e;
			continue;
		case LITERAL:
			break;
		}
		if (escaped) {
			if (c >= '1' && c <= '9' && !(r->syntax & RE_NO_BK_REFS)) {
				if (c-'0' > r->out->groups) return REG_ESUBREG;
				*r->d++ = '\\';
				*r->d++ = '0' + r->out->group[c-'0'];
			} else if (!(r->syntax & RE_NO_GNU_OPS) && strchr("wWsSbB<>", c)) {
				*r->d++ = '\\';
				*r->d++ = c;
			} else if (!(r->syntax & RE_NO_GNU_OPS) && (c == '`' || c == '\'')) {
				*r->d++ = c == '`' ? '^' : '$';
			} else {
				put_literal(r, c);
			}
			continue;
		}
		if (c == '[') {
			if ((e = read_list(r))) return e;
		} else if (c == '.') {
			if (r->by_lines && r->syntax & RE_DOT_NEWLINE) put_or_newline(r, ".", 1);
			else *r->d++ = '.';
		} else if (c == '^' && (was_first || r->syntax & RE_CONTEXT_INDEP_ANCHORS)) {
			*r->d++ = '^';
			first = !(r->syntax & RE_CONTEXT_INDEP_OPS);
		} else if (c == '$' && (at_end(r) || r->syntax & RE_CONTEXT_INDEP_ANCHORS)) {
			*r->d++ = '$';
		} else {
			put_literal(r, c);
		}
	}
	return r->open ? REG_EPAREN : 0;
}

int glibc_re_translate(struct re_translated *out, const char *pattern, size_t length, unsigned long syntax, int by_lines)
{
	struct reader r = { pattern, pattern+length, syntax, by_lines, .out = out };
	int e;
	memset(out, 0, sizeof *out);
	r.extended = out->is_extended = !has_reference(pattern, r.end, syntax);
	/* The longest that one character becomes is \(.\|NEWLINE\). */
	if (!(r.d = out->text = malloc(9*length + 1))) return REG_ESPACE;
	if ((e = read_pattern(&r))) {
		free(out->text);
		return e;
	}
	*r.d = 0;
	return 0;
}
