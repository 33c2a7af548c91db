#define _GNU_SOURCE
#include <string.h>
#include <stdlib.h>
#include <errno.h>
#include <stdint.h>
#include <wchar.h>
#include <search.h>
#include "glibc.h"

void *GLIBC(rawmemchr)(const void *s, int c)
{
	return memchr(s, c, PTRDIFF_MAX);
}
GLIBC_ALIAS(__rawmemchr, glibc_rawmemchr)

wchar_t *GLIBC(wmempcpy)(wchar_t *restrict d, const wchar_t *restrict s, size_t n)
{
	return wmemcpy(d, s, n) + n;
}

wchar_t *GLIBC(wcschrnul)(const wchar_t *s, wchar_t c)
{
	while (*s && *s != c) s++;
	return (wchar_t *)s;
}

void *GLIBC(memfrob)(void *s, size_t n)
{
	unsigned char *p = s;
	while (n--) *p++ ^= 42;
	return s;
}

char *GLIBC(strfry)(char *s)
{
	size_t n = strlen(s), i, j;
	for (i=n; i>1; i--) {
		j = (unsigned)random() % i;
		char c = s[i-1];
		s[i-1] = s[j];
		s[j] = c;
	}
	return s;
}

/* Vectors of strings: one after the other, each with its zero. */

size_t GLIBC(argz_count)(const char *v, size_t n)
{
	size_t i, count = 0;
	for (i=0; i<n; i++) count += !v[i];
	return count;
}

char *GLIBC(argz_next)(const char *v, size_t n, const char *entry)
{
	if (!entry) return n ? (char *)v : 0;
	entry += strlen(entry) + 1;
	return entry < v+n ? (char *)entry : 0;
}

void GLIBC(argz_stringify)(char *v, size_t n, int separator)
{
	size_t i;
	for (i=0; i+1<n; i++) if (!v[i]) v[i] = separator;
}

int GLIBC(argz_append)(char **v, size_t *n, const char *buf, size_t size)
{
	char *new = realloc(*v, *n+size);
	if (!new && *n+size) return ENOMEM;
	if (size) memcpy(new+*n, buf, size);
	*v = new;
	*n += size;
	return 0;
}

int GLIBC(argz_add)(char **v, size_t *n, const char *s)
{
	return glibc_argz_append(v, n, s, strlen(s)+1);
}

int GLIBC(argz_add_sep)(char **v, size_t *n, const char *s, int separator)
{
	for (;;) {
		size_t l = 0;
		int e;
		while (*s == separator && separator) s++;
		if (!*s) return 0;
		while (s[l] && s[l] != separator) l++;
		if ((e = glibc_argz_append(v, n, s, l)) || (e = glibc_argz_append(v, n, "", 1))) return e;
		s += l;
	}
}

int GLIBC(argz_create)(char *const argv[], char **v, size_t *n)
{
	int e;
	*v = 0;
	*n = 0;
	for (; *argv; argv++) if ((e = glibc_argz_add(v, n, *argv))) return e;
	return 0;
}

int GLIBC(argz_create_sep)(const char *s, int separator, char **v, size_t *n)
{
	*v = 0;
	*n = 0;
	return glibc_argz_add_sep(v, n, s, separator);
}

void GLIBC(argz_extract)(const char *v, size_t n, char **argv)
{
	const char *end = v+n;
	for (; v<end; v+=strlen(v)+1) *argv++ = (char *)v;
	*argv = 0;
}

void GLIBC(argz_delete)(char **v, size_t *n, char *entry)
{
	if (!entry) return;
	size_t l = strlen(entry)+1, before = entry-*v;
	*n -= l;
	memmove(entry, entry+l, *n-before);
	if (!*n) {
		free(*v);
		*v = 0;
	}
}

int GLIBC(argz_insert)(char **v, size_t *n, char *before, const char *entry)
{
	size_t l = strlen(entry)+1, at;
	int e;
	if (!before) return glibc_argz_add(v, n, entry);
	if (before < *v || before >= *v+*n) return EINVAL;
	while (before > *v && before[-1]) before--;
	at = before-*v;
	if ((e = glibc_argz_append(v, n, entry, l))) return e;
	memmove(*v+at+l, *v+at, *n-l-at);
	memcpy(*v+at, entry, l);
	return 0;
}
GLIBC_ALIAS(__argz_count, glibc_argz_count)
GLIBC_ALIAS(__argz_next, glibc_argz_next)
GLIBC_ALIAS(__argz_stringify, glibc_argz_stringify)

struct node { const void *key; struct node *child[2]; int height; };

static void walk(const struct node *t, void (*action)(const void *, VISIT, void *), void *arg)
{
	if (!t) return;
	if (!t->child[0] && !t->child[1]) {
		action(t, leaf, arg);
		return;
	}
	action(t, preorder, arg);
	walk(t->child[0], action, arg);
	action(t, postorder, arg);
	walk(t->child[1], action, arg);
	action(t, endorder, arg);
}

void GLIBC(twalk_r)(const void *root, void (*action)(const void *, VISIT, void *), void *arg)
{
	walk(root, action, arg);
}
