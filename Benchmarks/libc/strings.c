/* Memory and string functions, on text in two buffers. An operation is of one object; the
 * objects of a row differ in size and alignment, or are scattered over what no cache holds. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <wchar.h>
#include "libc.h"

/* Sizes, from and to; how far from a multiple of 64 at most; how many objects. */
static const struct amount {
	const char *name;
	size_t least, most;
	int misaligned, count;
	size_t scattered;       /* over so many bytes */
} amounts[] = {
	{ "16", 1, 16, 63, 128 }, { "32", 32, 32, 0, 64 }, { "64", 17, 64, 63, 128 }, { "256", 65, 256, 63, 64 },
	{ "1k", 1024, 1024, 63, 8 }, { "4k", 4096, 4096, 0, 2 }, { "64k", 65536, 65536, 63, 1 },
	{ "1m", 1 << 20, 1 << 20, 0, 1 }, { "16m", 16 << 20, 16 << 20, 63, 1 }, { "cold", 17, 256, 63, 1 << 17, 64 << 20 },
};

/* a is text with ? first, ! last, and an end; b a copy of it in capitals or not. The needle is
 * the last few bytes of a. */
struct object { char *a, *b; size_t n, needle_size; char needle[16]; };

static struct object *objects;
static int count, at;

/* At the start of a huge page, if it may be one: otherwise it is chance how much of it
 * is, and with it the time. */
static char *memory(size_t size)
{
	const size_t huge = 2 << 20;
	if (size > huge / 4) size = size + huge - 1 & -huge;
	char *p = mmap(0, size + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) return 0;
	p = (char *)((uintptr_t)p + huge - 1 & -huge);
	if (size > huge / 4) madvise(p, size, MADV_HUGEPAGE);
	return p;
}

static void text(struct object *o, int other, int is_wide)
{
	size_t step = is_wide ? sizeof(wchar_t) : 1, last = o->n - step;
	for (size_t i = 0; i < o->n; i += step) {
		int c = i == last ? '!' : i ? 'a' + drawn() % 26 : '?';
		o->a[i] = c;
		o->b[i] = other && c >= 'a' ? c - 32 : c;
	}
	for (size_t i = 0; i < step; i++) o->a[o->n + i] = o->b[o->n + i] = 0;
	o->needle_size = is_wide ? 0 : o->n < 16 ? (o->n + 1) / 2 : 8;
	memcpy(o->needle, o->a + o->n - o->needle_size, o->needle_size);
}

static int prepare(const char *name, int other, int is_wide)
{
	const struct amount *m = amounts;
	while (m < amounts + sizeof amounts / sizeof *amounts && strcmp(m->name, name)) m++;
	if (m == amounts + sizeof amounts / sizeof *amounts) {
		errno = EINVAL;
		return -1;
	}
	count = m->count;
	size_t stride = (m->scattered ? m->scattered / count : m->most + 160) & -64;
	objects = calloc(count, sizeof *objects);
	/* The second starts elsewhere in its page. */
	char *a = memory(stride * count + 4096), *b = memory(stride * count + 4096);
	if (!objects || !a || !b) return -1;
	b += 1024;
	for (int i = 0; i < count; i++) {
		struct object *o = objects + i;
		o->n = m->least + drawn() % (m->most - m->least + 1);
		o->a = a + i * stride + (m->misaligned ? drawn() % m->misaligned + 1 : 0);
		o->b = b + i * stride + (m->misaligned ? drawn() % m->misaligned + 1 : 0);
		if (is_wide) {
			o->n = (o->n + 3) & -4;
			o->a = (char *)((uintptr_t)o->a & -4);
			o->b = (char *)((uintptr_t)o->b & -4);
		}
		text(o, other, is_wide);
	}
	/* In no order that the processor could guess. */
	for (int i = count - 1; m->scattered && i > 0; i--) {
		int j = drawn() % (i + 1);
		struct object o = objects[i];
		objects[i] = objects[j];
		objects[j] = o;
	}
	return 0;
}

static int bytes(const char *name) { return prepare(name, 0, 0); }
static int capitals(const char *name) { return prepare(name, 1, 0); }
static int wide(const char *name) { return prepare(name, 0, 1); }

/* OP(work, what it gives, what that should be): o is the object. */
#define OP(name, expression, wanted) \
	static int name##_run(long n) \
	{ \
		const struct object *o = objects + at, *const end = objects + count; \
		for (; n; n--) { \
			if ((long)(expression) != (long)(wanted)) return 0; \
			if (++o == end) o = objects; \
		} \
		at = o - objects; \
		return 1; \
	}
#define WIDE(p) ((wchar_t *)(p))

OP(memcpy, memcpy(o->b, o->a, o->n), o->b)
OP(memmove, memmove(o->a + 16, o->a, o->n), o->a + 16)
OP(memset, memset(o->b, 'x', o->n), o->b)
OP(memcmp, memcmp(o->a, o->b, o->n), 0)
OP(memchr, memchr(o->a, '!', o->n), o->a + o->n - 1)
OP(memrchr, memrchr(o->a, '#', o->n), 0)
OP(memmem, memmem(o->a, o->n, o->needle, o->needle_size), o->a + o->n - o->needle_size)
OP(strlen, strlen(o->a), o->n)
OP(strnlen, strnlen(o->a, o->n + 9), o->n)
OP(strchr, strchr(o->a, '!'), o->a + o->n - 1)
OP(strchrnul, strchrnul(o->a, '#'), o->a + o->n)
OP(strrchr, strrchr(o->a, '#'), 0)
OP(strcmp, strcmp(o->a, o->b), 0)
OP(strncmp, strncmp(o->a, o->b, o->n), 0)
OP(strcasecmp, strcasecmp(o->a, o->b), 0)
OP(strncasecmp, strncasecmp(o->a, o->b, o->n), 0)
OP(strcpy, strcpy(o->b, o->a), o->b)
OP(stpcpy, stpcpy(o->b, o->a), o->b + o->n)
OP(strncpy, strncpy(o->b, o->a, o->n + 9), o->b)
OP(strcat, (*o->b = 0, strcat(o->b, o->a)), o->b)
OP(strncat, (*o->b = 0, strncat(o->b, o->a, o->n)), o->b)
OP(strspn, strspn(o->a, "abcdefghijklmnopqrstuvwxyz?!"), o->n)
OP(strcspn, strcspn(o->a, " \t\n"), o->n)
OP(strpbrk, strpbrk(o->a, "0123456789"), 0)
OP(strstr, strstr(o->a, o->needle), o->a + o->n - o->needle_size)
OP(wcslen, wcslen(WIDE(o->a)), o->n / 4)
OP(wcschr, wcschr(WIDE(o->a), '!'), o->a + o->n - 4)
OP(wcscmp, wcscmp(WIDE(o->a), WIDE(o->b)), 0)
OP(wmemchr, wmemchr(WIDE(o->a), '!', o->n / 4), o->a + o->n - 4)
OP(wmemcmp, wmemcmp(WIDE(o->a), WIDE(o->b), o->n / 4), 0)
OP(wmemset, wmemset(WIDE(o->b), 'x', o->n / 4), o->b)

#define WORK(name, prepare) { #name, prepare, name##_run },
const struct work string_works[] = {
	WORK(memcpy, bytes) WORK(memmove, bytes) WORK(memset, bytes) WORK(memcmp, bytes) WORK(memchr, bytes)
	WORK(memrchr, bytes) WORK(memmem, bytes) WORK(strlen, bytes) WORK(strnlen, bytes) WORK(strchr, bytes)
	WORK(strchrnul, bytes) WORK(strrchr, bytes) WORK(strcmp, bytes) WORK(strncmp, bytes)
	WORK(strcasecmp, capitals) WORK(strncasecmp, capitals) WORK(strcpy, bytes) WORK(stpcpy, bytes)
	WORK(strncpy, bytes) WORK(strcat, bytes) WORK(strncat, bytes) WORK(strspn, bytes) WORK(strcspn, bytes)
	WORK(strpbrk, bytes) WORK(strstr, bytes) WORK(wcslen, wide) WORK(wcschr, wide) WORK(wcscmp, wide)
	WORK(wmemchr, wide) WORK(wmemcmp, wide) WORK(wmemset, wide) { 0 }
};
