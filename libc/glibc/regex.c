/* regex(3): what is found is told in int's, and in any part of a string. */
#define _GNU_SOURCE
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <stddef.h>
#include "glibc.h"

_Static_assert(sizeof(regex_t) == 64 && offsetof(regex_t, __nsub2) == 48, "glibc's layout");

struct glibc_match { int start, end; };
enum { STARTEND = 4 };

int GLIBC(regcomp)(regex_t *restrict r, const char *restrict pattern, int flags)
{
	int e = regcomp(r, pattern, flags);
	const char *brace = strrchr(pattern, '{');
	size_t l = strlen(pattern);
	/* The number of groups is where glibc has it, and musl has room for it. */
	if (!e) {
		r->__nsub2 = r->re_nsub;
		memset(r->__padding, 0, sizeof r->__padding);
	}
	if (e == REG_EBRACK && l && pattern[l-1] == '[') return REG_BADPAT;
	if (e == REG_BADBR && brace && !strchr(brace, '}')) return REG_EBRACE;
	return e;
}

int GLIBC(regexec)(const regex_t *restrict r, const char *restrict s, size_t n, struct glibc_match *restrict found, int flags)
{
	regmatch_t few[10], *all = few;
	struct glibc_match range = { 0 };
	char *copy = 0;
	size_t i;
	int e;
	if (flags & STARTEND) {
		range = found[0];
		if (!(copy = strndup(s+range.start, range.end-range.start))) return REG_ESPACE;
		s = copy;
	}
	if (n > sizeof few/sizeof *few && !(all = malloc(n * sizeof *all))) {
		free(copy);
		return REG_ESPACE;
	}
	e = regexec(r, s, n, all, flags & (REG_NOTBOL|REG_NOTEOL));
	/* Without REG_NOSUB nothing is written to FOUND if nothing is found. */
	if (!e) for (i=0; i<n; i++) {
		found[i].start = all[i].rm_so < 0 ? -1 : all[i].rm_so + range.start;
		found[i].end = all[i].rm_eo < 0 ? -1 : all[i].rm_eo + range.start;
	}
	if (all != few) free(all);
	free(copy);
	return e;
}

size_t GLIBC(regerror)(int e, const regex_t *restrict r, char *restrict buf, size_t size)
{
	static const char *const texts[] = {
		"Success", "No match", "Invalid regular expression", "Invalid collation character",
		"Invalid character class name", "Trailing backslash", "Invalid back reference",
		"Unmatched [, [^, [:, [., or [=", "Unmatched ( or \\(", "Unmatched \\{",
		"Invalid content of \\{\\}", "Invalid range end", "Memory exhausted",
		"Invalid preceding regular expression", "Premature end of regular expression",
		"Regular expression too big", "Unmatched ) or \\)",
	};
	const char *text = (size_t)e < sizeof texts/sizeof *texts ? texts[e] : "Unknown error";
	return 1 + snprintf(buf, size, "%s", text);
}
