/* GNU's re_* functions, by each of the syntaxes that programs set. */
#define _GNU_SOURCE
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void try(reg_syntax_t syntax, const char *name, const char *pattern, const char *s, int start, int range)
{
	struct re_pattern_buffer b = { 0 };
	struct re_registers regs = { 0 };
	re_set_syntax(syntax);
	const char *error = re_compile_pattern(pattern, strlen(pattern), &b);
	printf("%s '%s' on '%s' %d %d:", name, pattern, s, start, range);
	if (error) {
		printf(" %s\n", error);
		return;
	}
	int n = strlen(s), at = re_search(&b, s, n, start, range, &regs);
	printf(" %zu %d", b.re_nsub, at);
	if (at >= 0) for (unsigned i=0; i<=b.re_nsub; i++) printf(" (%d,%d)", regs.start[i], regs.end[i]);
	printf(" match %d\n", re_match(&b, s, n, start, 0));
	regfree(&b);
}

int main(void)
{
	static const struct { reg_syntax_t bits; const char *name; } all[] = {
		{ RE_SYNTAX_POSIX_BASIC, "basic" }, { RE_SYNTAX_POSIX_EXTENDED, "extended" }, { RE_SYNTAX_EGREP, "egrep" },
		{ RE_SYNTAX_GREP, "grep" }, { RE_SYNTAX_EMACS, "emacs" }, { RE_SYNTAX_POSIX_AWK, "awk" },
	};
	static const char *const patterns[] = {
		"b+", "b\\+", "(b)(c)", "\\(b\\)\\(c\\)", "a|c", "a\\|c", "b{2}", "b\\{2\\}", "[[:digit:]]*$", "^a.*c", "^c",
		"x*", "*b", "\\(.\\)\\1", ".b", "[^a]b", "\\<c", "c\\b", "\\w+", "a.", "b$", "(a|b)*", "", "[a-", "a\\", "a^b", "a$b",
	};
	for (unsigned i=0; i<sizeof all/sizeof *all; i++) for (unsigned j=0; j<sizeof patterns/sizeof *patterns; j++) {
		try(all[i].bits, all[i].name, patterns[j], "abbc 12", 0, 7);
		try(all[i].bits, all[i].name, patterns[j], "a\nb+\nc", 1, 5);
	}
	try(RE_SYNTAX_POSIX_BASIC, "back", "b", "abcb", 4, -4);
	try(RE_SYNTAX_POSIX_BASIC, "short", "b", "aaab", 0, 2);
	try(RE_SYNTAX_POSIX_BASIC|RE_ICASE, "icase", "ABC", "xabc", 0, 4);
}
