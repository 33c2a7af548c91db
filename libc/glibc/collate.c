/* strcoll and strxfrm by the tables of the system's locales.
 *
 * A string is a row of elements: a character or several, each with a rule and a weight for each level. Levels are
 * compared one after the other, from the end where an element's rule says so. An element without a weight at a level does
 * not count there, but where positions count (the first rule says so for all) it is seen that something is in between. */
#define _GNU_SOURCE
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "locale_impl.h"
#include "glibc.h"
#include "locale_data.h"

enum { LEVELS, RULES, TABLE, WEIGHTS, EXTRA, INDIRECT };
enum { BACKWARD = 2, POSITION = 4 };

struct table {
	unsigned levels;
	const unsigned char *rules, *weights, *extra;
	const int32_t *first, *indirect;
};

static int get_table(struct table *t, locale_t l)
{
	const struct locale_data *d = glibc_locale_data(LC_COLLATE, l);
	if (!d || d->count <= INDIRECT || !(t->levels = *(const uint32_t *)locale_item(d, LEVELS))) return 0;
	t->rules = locale_item(d, RULES);
	t->first = locale_item(d, TABLE);
	t->weights = locale_item(d, WEIGHTS);
	t->extra = locale_item(d, EXTRA);
	t->indirect = locale_item(d, INDIRECT);
	return 1;
}

/* The number of the element at *S, which is moved behind it. */
static uint32_t next_element(const struct table *t, const unsigned char **s)
{
	int32_t index = t->first[*(*s)++];
	if (index >= 0) return index;
	/* Several begin with this byte: those of more bytes come first, the byte alone last. */
	for (const unsigned char *p=t->extra-index;;) {
		int32_t value;
		memcpy(&value, p, sizeof value);
		size_t n = p[4], bytes = value >= 0 ? n : 2*n, i;
		const unsigned char *low = p+5, *high = low+n;
		p += 4 + (1+bytes+3)/4*4;
		for (i=0; i<n && (*s)[i] && (value < 0 || (*s)[i] == low[i]); i++);
		if (i < n) continue;
		if (value >= 0) {
			*s += n;
			return value;
		}
		/* A run of characters with a place each. */
		if (memcmp(*s, low, n) < 0 || memcmp(*s, high, n) > 0) continue;
		size_t offset = 0;
		for (i=0; i<n && (*s)[i] == low[i]; i++);
		for (; i<n; i++) offset = (offset<<8) + (*s)[i] - low[i];
		*s += n;
		return t->indirect[-value + offset];
	}
}

/* Its weight at a level, which is preceded by its length. */
static const unsigned char *weight(const struct table *t, uint32_t element, unsigned level)
{
	const unsigned char *p = t->weights + (element & 0xffffff);
	while (level--) p += 1 + *p;
	return p;
}

static int rule(const struct table *t, uint32_t element, unsigned level)
{
	return t->rules[(element>>24)*t->levels + level];
}

/* One string at one level. What is to be read from the end is kept in a list. */
struct reader {
	const struct table *t;
	const unsigned char *s;
	unsigned level;
	uint32_t *back, few[64], ahead;
	size_t n_back, room;
	int has_ahead;
	/* How many elements without a weight came before the last one. */
	unsigned skipped;
	/* What is left of the last one's bytes. */
	const unsigned char *at;
	unsigned left, skipped_left;
};

static void keep(struct reader *r, uint32_t element)
{
	if (r->n_back == r->room) {
		size_t room = 2*r->room;
		uint32_t *more = r->back == r->few ? malloc(room*sizeof *more) : realloc(r->back, room*sizeof *more);
		/* Without memory the rest is not compared. */
		if (!more) return;
		if (r->back == r->few) memcpy(more, r->few, sizeof r->few);
		r->back = more;
		r->room = room;
	}
	r->back[r->n_back++] = element;
}

/* The next weight, null at the end. */
static const unsigned char *next_weight(struct reader *r)
{
	r->skipped = 0;
	for (;;) {
		uint32_t element;
		if (r->n_back) {
			element = r->back[--r->n_back];
		} else if (r->has_ahead || *r->s) {
			element = r->has_ahead ? r->ahead : next_element(r->t, &r->s);
			r->has_ahead = 0;
			if (rule(r->t, element, r->level) & BACKWARD) {
				keep(r, element);
				while (*r->s) {
					uint32_t next = next_element(r->t, &r->s);
					if (!(rule(r->t, next, r->level) & BACKWARD)) {
						r->ahead = next;
						r->has_ahead = 1;
						break;
					}
					keep(r, next);
				}
				continue;
			}
		} else return 0;
		const unsigned char *w = weight(r->t, element, r->level);
		if (*w) return w;
		r->skipped++;
	}
}

static void begin(struct reader *r, const struct table *t, const char *s, unsigned level)
{
	r->t = t;
	r->s = (const void *)s;
	r->level = level;
	r->back = r->few;
	r->room = sizeof r->few/sizeof *r->few;
	r->n_back = r->has_ahead = r->left = r->skipped_left = 0;
}

static void end(struct reader *r)
{
	if (r->back != r->few) free(r->back);
}

/* The weights of a level as one row of bytes; where positions count, how many elements were skipped goes before
 * each weight, in as many bytes as it takes. Minus one at the end. */
static int next_byte(struct reader *r)
{
	if (r->skipped_left) {
		unsigned n = r->skipped_left;
		r->skipped_left = n > 253 ? n-252 : 0;
		return n > 253 ? 255 : 1+n;
	}
	if (!r->left) {
		if (!(r->at = next_weight(r))) return -1;
		r->left = *r->at++;
		if (r->t->rules[r->level] & POSITION) {
			r->skipped_left = 1 + r->skipped;
			return next_byte(r);
		}
	}
	r->left--;
	return *r->at++;
}

static int compare_level(const struct table *t, const char *a, const char *b, unsigned level)
{
	struct reader ra, rb;
	int ca, cb;
	begin(&ra, t, a, level);
	begin(&rb, t, b, level);
	do ca = next_byte(&ra), cb = next_byte(&rb);
	while (ca == cb && ca >= 0);
	end(&ra);
	end(&rb);
	return ca - cb;
}

int GLIBC(strcoll_l)(const char *a, const char *b, locale_t l)
{
	struct table t;
	int result = 0;
	if (!get_table(&t, l)) return strcmp(a, b);
	for (unsigned level=0; !result && level<t.levels; level++) result = compare_level(&t, a, b, level);
	return result;
}
GLIBC_ALIAS(__strcoll_l, glibc_strcoll_l)

int GLIBC(strcoll)(const char *a, const char *b) { return glibc_strcoll_l(a, b, CURRENT_LOCALE); }

/* Levels with a byte of one between them, which no weight begins with. */
size_t GLIBC(strxfrm_l)(char *restrict out, const char *restrict s, size_t size, locale_t l)
{
	struct table t;
	struct reader r;
	size_t n = 0;
	int byte;
	if (!get_table(&t, l)) return strxfrm_l(out, s, size, l);
	for (unsigned level=0; level<t.levels; level++) {
		if (level && n++ < size) out[n-1] = 1;
		for (begin(&r, &t, s, level); (byte = next_byte(&r)) >= 0; ) if (n++ < size) out[n-1] = byte;
		end(&r);
	}
	if (n < size) out[n] = 0;
	else if (size) out[size-1] = 0;
	return n;
}
GLIBC_ALIAS(__strxfrm_l, glibc_strxfrm_l)

size_t GLIBC(strxfrm)(char *restrict out, const char *restrict s, size_t size)
{
	return glibc_strxfrm_l(out, s, size, CURRENT_LOCALE);
}

/* Wide strings as the bytes that they are in the locale. */
int GLIBC(wcscoll_l)(const wchar_t *a, const wchar_t *b, locale_t l)
{
	size_t na = wcslen(a)*4+1, nb = wcslen(b)*4+1;
	struct table t;
	char *s;
	if (!get_table(&t, l) || !(s = malloc(na+nb))) return wcscmp(a, b);
	int result = wcstombs(s, a, na) == -1 || wcstombs(s+na, b, nb) == -1 ? wcscmp(a, b) : glibc_strcoll_l(s, s+na, l);
	free(s);
	return result;
}
GLIBC_ALIAS(__wcscoll_l, glibc_wcscoll_l)

int GLIBC(wcscoll)(const wchar_t *a, const wchar_t *b) { return glibc_wcscoll_l(a, b, CURRENT_LOCALE); }

size_t GLIBC(wcsxfrm_l)(wchar_t *restrict out, const wchar_t *restrict s, size_t size, locale_t l)
{
	size_t n = wcslen(s)*4+1, length, i;
	struct table t;
	char *bytes, *sorted;
	if (!get_table(&t, l) || !(bytes = malloc(n))) return wcsxfrm_l(out, s, size, l);
	wcstombs(bytes, s, n);
	length = glibc_strxfrm_l(0, bytes, 0, l);
	if (length < size && (sorted = malloc(length+1))) {
		glibc_strxfrm_l(sorted, bytes, length+1, l);
		for (i=0; i<=length; i++) out[i] = (unsigned char)sorted[i];
		free(sorted);
	}
	free(bytes);
	return length;
}
GLIBC_ALIAS(__wcsxfrm_l, glibc_wcsxfrm_l)

size_t GLIBC(wcsxfrm)(wchar_t *restrict out, const wchar_t *restrict s, size_t size)
{
	return glibc_wcsxfrm_l(out, s, size, CURRENT_LOCALE);
}
