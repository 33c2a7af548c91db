/* Locales by name, and conversions between encodings. */
#define _GNU_SOURCE
#include <errno.h>
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

static void convert(const char *to, const char *from, char *s, size_t room)
{
	char buf[64] = "", *out = buf, *in = s;
	size_t n = strlen(s), r;
	iconv_t cd = iconv_open(to, from);
	printf("%s %s %s:", to, from, s);
	if (cd == (iconv_t)-1) {
		printf(" %s\n", strerror(errno));
		return;
	}
	errno = 0;
	r = iconv(cd, &in, &n, &out, &room);
	printf(" %zd %s, %zu left,", r, strerror(errno), n);
	for (char *p = buf; p < out; p++) printf(" %02x", (unsigned char)*p);
	printf("\n");
	iconv_close(cd);
}

int main(void)
{
	static const char *const names[] = { "", "C", "POSIX", "C.UTF-8", "C.utf8", "xx_YY.UTF-8", "../x", "nonsense" };
	for (unsigned i=0; i<sizeof names/sizeof *names; i++) {
		const char *s = setlocale(LC_ALL, names[i]);
		printf("'%s' %s %s %zu\n", names[i], s ? s : "(none)", nl_langinfo(CODESET), MB_CUR_MAX);
	}
	setlocale(LC_ALL, "C");
	setlocale(LC_CTYPE, "C.UTF-8");
	printf("%s\n", setlocale(LC_CTYPE, 0));
	printf("%s\n", setlocale(LC_ALL, 0));
	char *all = strdup(setlocale(LC_ALL, 0));
	setlocale(LC_ALL, "C");
	printf("%d\n", setlocale(LC_ALL, all) && !strcmp(setlocale(LC_ALL, 0), all));
	printf("%d %d\n", setlocale(99, "") == 0, setlocale(-1, "") == 0);
	locale_t l = newlocale(LC_ALL_MASK, "C.UTF-8", 0);
	printf("%d %s\n", l != 0, nl_langinfo_l(CODESET, l));
	printf("%d\n", newlocale(LC_ALL_MASK, "xx_YY", 0) == 0 && errno == ENOENT);
	uselocale(l);
	printf("%zu %d\n", mbrlen("\xc3\xa4", 2, 0), wcwidth(0x4e00));
	uselocale(LC_GLOBAL_LOCALE);
	freelocale(l);
	printf("%s %s %s %s\n", nl_langinfo(DAY_1), nl_langinfo(ABMON_12), nl_langinfo(D_T_FMT), nl_langinfo(RADIXCHAR));
	printf("%s %s\n", nl_langinfo(YESEXPR), nl_langinfo(NOEXPR));
	convert("ASCII", "UTF-8", "a\xc3\xa4z", 64);
	convert("ASCII//TRANSLIT", "UTF-8", "a\xe4\xb8\x80z", 64);
	convert("ANSI_X3.4-1968", "UTF8", "plain", 64);
	convert("ISO-8859-1", "UTF-8", "\xc3\xa4\xc3\xb6", 64);
	convert("UTF-8", "LATIN1", "\xe4", 64);
	convert("UTF-16LE", "UTF-8", "a\xf0\x9f\x98\x80", 64);
	convert("UTF-8", "UTF-8", "a\xff" "b", 64);
	convert("UTF-8", "UTF-8", "a\xc3", 64);
	convert("UTF-8", "ISO-8859-1", "\xe4\xe4", 3);
	convert("NOSUCH", "UTF-8", "a", 64);
	struct tm tm = { .tm_year = 70, .tm_mday = 1, .tm_wday = 4 };
	char buf[200];
	strftime(buf, sizeof buf, "%c|%x|%X|%p|%A|%b|%e|%-d|%_H|%^a|%G|%V|%s|%z", &tm);
	puts(buf);
}
