/* iconv(3): a character that the target has not is an error, unless the name of the
 * target ends in //TRANSLIT or //IGNORE. */
#define _GNU_SOURCE
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <errno.h>
#include <stdio.h>
#include "glibc.h"

struct conversion {
	iconv_t musl;
	int transliterates, ignores;
};

/* The names by which programs ask for what musl has under another. */
static const char *musl_name(const char *name, char *buf, size_t size)
{
	static const char *const other[][2] = {
		{ "ANSI_X3.4-1968", "ASCII" }, { "ANSI_X3.4-1986", "ASCII" }, { "646", "ASCII" }, { "ISO_646.IRV:1991", "ASCII" },
		{ "UTF8", "UTF-8" }, { "ISO-10646/UTF8", "UTF-8" }, { "UNICODE", "UTF-16" }, { "ISO-10646/UCS4", "UCS-4BE" },
		{ "UCS-4-INTERNAL", "UCS-4LE" }, { "INTERNAL", "WCHAR_T" }, { "UNICODELITTLE", "UTF-16LE" },
		{ "UNICODEBIG", "UTF-16BE" }, { "LATIN1", "ISO-8859-1" }, { "L1", "ISO-8859-1" }, { "LATIN2", "ISO-8859-2" },
		{ "LATIN9", "ISO-8859-15" }, { "LATIN-9", "ISO-8859-15" }, { "SJIS", "SHIFT_JIS" }, { "KOI8R", "KOI8-R" },
		{ "CP936", "GBK" }, { "UHC", "EUC-KR" },
	};
	size_t i, cut;
	const char *slashes = strstr(name, "//");
	cut = slashes ? slashes-name : strlen(name);
	snprintf(buf, size, "%.*s", (int)cut, name);
	while (cut && cut < size && buf[cut-1] == '/') buf[--cut] = 0;
	for (i=0; i<sizeof other/sizeof *other; i++) if (!strcasecmp(buf, other[i][0])) return other[i][1];
	return buf;
}

iconv_t GLIBC(iconv_open)(const char *to, const char *from)
{
	char a[64], b[64];
	const char *options = strstr(to, "//");
	struct conversion *c = malloc(sizeof *c);
	if (!c) return (iconv_t)-1;
	c->musl = iconv_open(musl_name(to, a, sizeof a), musl_name(from, b, sizeof b));
	if (c->musl == (iconv_t)-1) {
		free(c);
		return (iconv_t)-1;
	}
	c->transliterates = options && strcasestr(options, "TRANSLIT");
	c->ignores = options && strcasestr(options, "IGNORE");
	return (iconv_t)c;
}

/* One character more: as many bytes as it takes. 1 if it was converted as it is, 0 if the
 * target has it not (nothing is written then), -1 as iconv. */
static int one(iconv_t cd, char **in, size_t *n, char **out, size_t *room)
{
	char *i0 = *in, *o0 = *out;
	size_t r0 = *room, take;
	for (take=1; take<=*n; take++) {
		size_t left = take;
		size_t r = iconv(cd, in, &left, out, room);
		if (r == (size_t)-1 && errno == EINVAL && take < *n) {
			*in = i0;
			continue;
		}
		*n -= *in-i0;
		if (r == (size_t)-1) return -1;
		if (!r) return 1;
		*out = o0;
		*room = r0;
		return 0;
	}
	return 1;
}

size_t GLIBC(iconv)(iconv_t cd, char **restrict in, size_t *restrict n, char **restrict out, size_t *restrict room)
{
	struct conversion *c = (void *)cd;
	size_t r, count = 0, n0, r0;
	char *i0, *o0;
	int before_all = errno;
	if (!in || !*in) return iconv(c->musl, in, n, out, room);
	i0 = *in, o0 = *out, n0 = *n, r0 = *room;
	r = iconv(c->musl, in, n, out, room);
	int error = errno;
	/* What could not be converted shows in the count alone, which an error takes the place of. */
	if (!r) return 0;
	if (r == (size_t)-1 && *in == i0) return errno = error, -1;
	*in = i0, *out = o0, *n = n0, *room = r0;
	while (*n) {
		char *before = *in;
		size_t left = *n;
		int got = one(c->musl, in, n, out, room);
		if (got < 0) return -1;
		if (got) continue;
		count++;
		if (c->transliterates) {
			/* Targets of two bytes a character have all characters, so one byte will do. */
			if (!*room) return *in = before, *n = left, errno = E2BIG, -1;
			*(*out)++ = '?';
			--*room;
		} else if (!c->ignores) {
			*in = before;
			*n = left;
			errno = EILSEQ;
			return -1;
		}
	}
	errno = before_all;
	return count;
}

int GLIBC(iconv_close)(iconv_t cd)
{
	struct conversion *c = (void *)cd;
	iconv_close(c->musl);
	free(c);
	return 0;
}
