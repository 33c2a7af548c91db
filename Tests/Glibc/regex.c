/* regex(3) where what is found is told in int's. */
#define _GNU_SOURCE
#include <regex.h>
#include <stdio.h>
#include <string.h>

static void try(const char *pattern, int flags, const char *s, int eflags)
{
	regex_t r;
	regmatch_t m[12];
	char text[64];
	int e = regcomp(&r, pattern, flags);
	printf("%s %d on '%s' %d: %d", pattern, flags, s, eflags, e);
	if (e) {
		regerror(e, &r, text, sizeof text);
		printf(" %s\n", text);
		return;
	}
	memset(m, 0x55, sizeof m);
	m[0].rm_so = 2;
	m[0].rm_eo = strlen(s) - 1;
	e = regexec(&r, s, 12, m, eflags);
	printf(" %zu %d", r.re_nsub, e);
	if (!e) for (size_t i=0; i<=r.re_nsub; i++) printf(" (%d,%d)", m[i].rm_so, m[i].rm_eo);
	printf("\n");
	regfree(&r);
}

int main(void)
{
	try("a\\(b*\\)c", 0, "xxabbbc", 0);
	try("(a|b)*c|(d)", REG_EXTENDED, "xababcd", 0);
	try("(a|b)*c|(d)", REG_EXTENDED|REG_ICASE, "XABABCD", 0);
	try("^b$", REG_EXTENDED|REG_NEWLINE, "a\nb\nc", 0);
	try("^a", 0, "abc", REG_NOTBOL);
	try("c$", 0, "abc", REG_NOTEOL);
	try("nothing", 0, "abc", 0);
	try("b", 0, "abcb", REG_STARTEND);
	try("b.*", 0, "aabcbx", REG_STARTEND);
	try("\\<w\\w*\\>", 0, "a word", 0);
	try("(", REG_EXTENDED, "", 0);
	try("[", 0, "", 0);
	try("a\\{2", 0, "", 0);
	try("[[:nosuch:]]", 0, "", 0);
	try("\\(a\\)\\2", 0, "", 0);
	try("[b-a]", 0, "", 0);
}
