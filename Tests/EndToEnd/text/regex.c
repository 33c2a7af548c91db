#include "check.h"
#include <fnmatch.h>
#include <getopt.h>
#include <locale.h>
#include <regex.h>
#include <wordexp.h>
// Regular expressions, fnmatch, wordexp, getopt and getopt_long.
static void match(const char *re, const char *s, int cflags)
{
	regex_t r;
	regmatch_t m[5];
	char msg[100];
	int e = regcomp(&r, re, cflags);
	if (e) { regerror(e, &r, msg, sizeof msg); printf("/%s/: %s\n", re, msg); return; }
	e = regexec(&r, s, 5, m, 0);
	printf("/%s/ '%s': %d", re, s, e);
	for (int i = 0; !e && i < 5 && i <= (int)r.re_nsub; i++) printf(" %d-%d", (int)m[i].rm_so, (int)m[i].rm_eo);
	puts("");
	regfree(&r);
}
static void words(const char *s, int flags)
{
	wordexp_t w;
	int r = wordexp(s, &w, flags);
	printf("%s: %d", s, r);
	for (size_t i = 0; !r && i < w.we_wordc; i++) printf(" [%s]", w.we_wordv[i]);
	puts("");
	if (!r) wordfree(&w);
}
int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	enum { E = REG_EXTENDED };
	match("abc", "xabcx", 0);
	match("a*b+", "aab+", 0);
	match("a*b+", "aabbb", E);
	match("^(a|ab)(c|bcd)(d*)$", "abcd", E);
	match("(a*)(b|abc)", "abc", E);
	match("(foo|foobar)(bar)?", "foobarbar", E);
	match("\\(a\\)\\1", "xaa", 0);
	match("(a.)\\1", "abab", E);
	match("[[:alpha:]_][[:alnum:]]*", "9_x1", E);
	match("[^]a-c]", "]abcd", E);
	match("a{2,3}", "aaaa", E);
	match("a\\{2\\}", "aaa", 0);
	match("(x?)*y", "xxy", E);
	match("()", "", E);
	match(".", "\xc3\xa4", E);
	match("\xc3\x84", "\xc3\xa4", E | REG_ICASE);
	match("a.b", "a\nb", E);
	match("a.b", "a\nb", E | REG_NEWLINE);
	match("^b", "a\nb", E | REG_NEWLINE);
	match("\\<word\\>", "a word.", 0);
	match("(", "x", E);
	match("[z-a]", "x", E);
	match("a{3,2}", "x", E);
	match("*", "x", E);
	match("[[:none:]]", "x", E);
	match("x\\", "x", E);
	static const char *f[][2] = { { "*.c", "a.c" }, { "*", ".hidden" }, { "a/*", "a/b/c" }, { "[!a]*", "bcd" }, { "\\*", "*" }, { "[[:digit:]]?", "1x" }, { "a*b*c", "aXbYc" }, { "[", "[" } };
	for (size_t i = 0; i < sizeof f / sizeof *f; i++) {
		printf("%s %s:", f[i][0], f[i][1]);
		for (int k = 0; k < 6; k++) printf(" %d", fnmatch(f[i][0], f[i][1], (int[]){ 0, FNM_PATHNAME, FNM_PERIOD, FNM_NOESCAPE, FNM_CASEFOLD, FNM_PATHNAME | FNM_LEADING_DIR }[k]));
		puts("");
	}
	setenv("V", "one two", 1);
	setenv("HOME", "/home", 1);
	words("a $V \"$V\" '$V' ~/x", 0);
	words("$(echo sub) ${U:-default}", 0);
	words("$(echo sub)", WRDE_NOCMD);
	words("$UNDEF", WRDE_UNDEF);
	words("a | b", 0);
	words("'open", 0);
	char *av[] = { "p", "-ab", "-c", "val", "-dval", "--long=3", "--flag", "file", "-x", "--amb", "--", "-a", 0 };
	static int flag;
	struct option lo[] = { { "long", 1, 0, 'L' }, { "flag", 0, &flag, 7 }, { "ambiguous", 0, 0, 1 }, { "ambit", 2, 0, 2 }, { 0 } };
	int c;
	opterr = 0;
	while ((c = getopt_long(12, av, "abc:d:", lo, 0)) != -1) printf("option %c %s\n", c ? c : '0', optarg ? optarg : "-");
	printf("flag %d, rest", flag);
	for (int i = optind; i < 12; i++) printf(" %s", av[i]);
	puts("");
	optind = 1;
	opterr = 1;
	char *bv[] = { "prog", "-z", "-c", 0 };
	while ((c = getopt(3, bv, ":c:")) != -1) printf("option %c %c\n", c, optopt);
	optind = 1;
	while ((c = getopt(3, bv, "c:")) != -1) printf("option %c\n", c);
	return done();
}
