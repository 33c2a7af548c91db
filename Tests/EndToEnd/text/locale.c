#include "check.h"
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <wchar.h>
#include <wctype.h>
#include <pthread.h>
#include <uchar.h>
// Locales, multibyte and wide characters, iconv between character sets, errors.
static void convert(const char *to, const char *from, const char *s, size_t n)
{
	iconv_t cd = iconv_open(to, from);
	printf("%s to %s:", from, to);
	if (cd == (iconv_t)-1) { printf(" %s\n", ename(errno)); return; }
	char out[64], *o = out, *i = (char *)s;
	size_t left = sizeof out, r = iconv(cd, &i, &n, &o, &left);
	int e = errno;
	for (char *p = out; p < o; p++) printf(" %02x", (unsigned char)*p);
	printf(", %ld, %zu left%s%s\n", (long)r, n, r == (size_t)-1 ? " " : "", r == (size_t)-1 ? ename(e) : "");
	iconv_close(cd);
}
static void *own(void *arg)
{
	locale_t l = newlocale(LC_ALL_MASK, "C", 0);
	uselocale(l);
	printf("thread MB_CUR_MAX %d\n", (int)MB_CUR_MAX);
	uselocale(LC_GLOBAL_LOCALE);
	freelocale(l);
	return 0;
}
int main(void)
{
	wchar_t w[32];
	char b[64];
	mbstate_t st = { 0 };
	printf("%s %d %s\n", setlocale(LC_ALL, 0), (int)MB_CUR_MAX, nl_langinfo(CODESET));
	printf("C: %d\n", mbtowc(w, "\xc3\xa4", 2));
	puts(setlocale(LC_ALL, "C.UTF-8"));
	printf("%d %s %s\n", (int)MB_CUR_MAX, nl_langinfo(CODESET), nl_langinfo(D_FMT));
	static const char *bytes[] = { "a", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xc3", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82" };
	for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
		errno = 0;
		memset(&st, 0, sizeof st);
		w[0] = 0;
		long r = mbrtowc(w, bytes[i], strlen(bytes[i]), &st);
		printf("%ld %x %s\n", r, (unsigned)w[0], ename(errno));
	}
	printf("%zu %zu\n", mbstowcs(w, "\xe2\x82\xac und \xc3\xa4", 32), wcstombs(b, L"\u20ac\u00e4", 64));
	errno = 0;
	printf("%ld %s\n", (long)wcstombs(b, (wchar_t[]){ 0xd800, 0 }, 64), "surrogate");
	printf("%d %d %d %d\n", iswalpha(L'\u00e4') != 0, iswupper(L'\u00c4') != 0, towupper(L'\u00e4'), towlower(L'\u0416'));
	printf("%d %d %d\n", wcwidth(L'\u4e2d'), wcwidth(L'\u0301'), wcswidth(L"a\u4e2d", 2));
	printf("%d %d\n", wcscoll(L"a", L"b") < 0, strcoll("\xc3\xa4", "z") > 0);
	char16_t c16;
	memset(&st, 0, sizeof st);
	long r = mbrtoc16(&c16, "\xf0\x9f\x98\x80", 4, &st);
	printf("%ld %x", r, c16);
	r = mbrtoc16(&c16, "", 0, &st);
	printf(" %ld %x\n", r, c16);
	convert("UTF-8", "ISO-8859-1", "\xe4\xf6", 2);
	convert("ISO-8859-1", "UTF-8", "\xc3\xa4\xe2\x82\xac", 5);
	convert("UTF-16LE", "UTF-8", "a\xf0\x9f\x98\x80", 5);
	convert("UTF-16", "UTF-8", "a", 1);
	convert("UTF-8", "UTF-16", "\xff\xfe\x61\x00", 4);
	convert("UCS-4", "UTF-8", "\xc3\xa4", 2);
	convert("UTF-8", "SHIFT_JIS", "\x83\x41\x82", 3);
	convert("UTF-8", "EUC-JP", "\xa5\xa2", 2);
	convert("UTF-8", "GB18030", "\xd6\xd0", 2);
	convert("UTF-8", "BIG5", "\xa4\xa4", 2);
	convert("UTF-8", "KOI8-R", "\xf0", 1);
	convert("UTF-8", "UTF-8", "\xff", 1);
	convert("UTF-8", "UTF-8", "\xe2\x82", 2);
	convert("NONE", "UTF-8", "x", 1);
	pthread_t t;
	pthread_create(&t, 0, own, 0);
	pthread_join(t, 0);
	printf("still %d\n", (int)MB_CUR_MAX);
	struct lconv *lc = localeconv();
	printf("'%s' '%s' %d\n", lc->decimal_point, lc->thousands_sep, lc->frac_digits);
	printf("%s\n", setlocale(99, "C") ? "set" : "null");
	printf("%s %s\n", strerror(ENOENT), strsignal(SIGINT));
	printf("%s\n", strerror(12345));
	return done();
}
