/* Obstacks, whose layout is in every program that uses them: <obstack.h>. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include "chk.h"
#include "data.h"
#include "streams.h"

struct chunk {
	char *limit;
	struct chunk *prev;
	char contents[4];
};

struct obstack {
	long chunk_size;
	struct chunk *chunk;
	char *object_base, *next_free, *chunk_limit;
	union { long number; void *pointer; } temp;
	int alignment_mask;
	struct chunk *(*chunkfun)(void *, long);
	void (*freefun)(void *, struct chunk *);
	void *extra_arg;
	unsigned use_extra_arg:1, maybe_empty_object:1, alloc_failed:1;
};
_Static_assert(sizeof(struct obstack) == 88 && offsetof(struct obstack, chunkfun) == 56, "glibc's layout");
_Static_assert(offsetof(struct chunk, contents) == 16, "glibc's layout");

static _Noreturn void out_of_memory(void);

GLIBC_DATA(int, obstack_exit_failure, EXIT_FAILURE)
GLIBC_DATA(failed_handler_fn, obstack_alloc_failed_handler, out_of_memory)

static _Noreturn void out_of_memory(void)
{
	fprintf(stderr, "memory exhausted\n");
	exit(*glibc_at(obstack_exit_failure));
}

static struct chunk *new_chunk(struct obstack *o, long size)
{
	struct chunk *c = o->use_extra_arg ? o->chunkfun(o->extra_arg, size)
		: ((struct chunk *(*)(long))o->chunkfun)(size);
	if (!c) (*glibc_at(obstack_alloc_failed_handler))();
	c->limit = (char *)c + size;
	return c;
}

static void free_chunk(struct obstack *o, struct chunk *c)
{
	if (o->use_extra_arg) o->freefun(o->extra_arg, c);
	else ((void (*)(void *))o->freefun)(c);
}

static char *aligned(struct obstack *o, char *p)
{
	return p + (-(uintptr_t)p & o->alignment_mask);
}

static int begin(struct obstack *o, int size, int alignment)
{
	o->chunk_size = size ? size : 4064;
	o->alignment_mask = (alignment ? alignment : 16) - 1;
	o->chunk = new_chunk(o, o->chunk_size);
	o->chunk->prev = 0;
	o->next_free = o->object_base = aligned(o, o->chunk->contents);
	o->chunk_limit = o->chunk->limit;
	o->maybe_empty_object = o->alloc_failed = 0;
	return 1;
}

int GLIBC(_obstack_begin)(struct obstack *o, int size, int alignment, void *(*get)(long), void (*put)(void *))
{
	o->chunkfun = (void *)get;
	o->freefun = (void *)put;
	o->use_extra_arg = 0;
	return begin(o, size, alignment);
}

int GLIBC(_obstack_begin_1)(struct obstack *o, int size, int alignment, void *(*get)(void *, long), void (*put)(void *, void *), void *arg)
{
	o->chunkfun = (void *)get;
	o->freefun = (void *)put;
	o->extra_arg = arg;
	o->use_extra_arg = 1;
	return begin(o, size, alignment);
}

/* A new chunk for the object that grows, which goes along. */
void GLIBC(_obstack_newchunk)(struct obstack *o, int length)
{
	struct chunk *old = o->chunk, *c;
	long has = o->next_free - o->object_base;
	long size = has + length + o->alignment_mask + (has >> 3) + 100;
	if (size < o->chunk_size) size = o->chunk_size;
	c = new_chunk(o, size);
	c->prev = old;
	o->chunk = c;
	o->chunk_limit = c->limit;
	char *base = aligned(o, c->contents);
	memcpy(base, o->object_base, has);
	/* The old chunk held nothing but this object. */
	if (!o->maybe_empty_object && o->object_base == aligned(o, old->contents)) {
		c->prev = old->prev;
		free_chunk(o, old);
	}
	o->object_base = base;
	o->next_free = base + has;
	o->maybe_empty_object = 0;
}

static int holds(struct chunk *c, void *object)
{
	return (char *)c < (char *)object && (char *)object <= c->limit;
}

int GLIBC(_obstack_allocated_p)(struct obstack *o, void *object)
{
	struct chunk *c;
	for (c=o->chunk; c && !holds(c, object); c=c->prev);
	return !!c;
}

/* Frees OBJECT and all that is newer; all there is if it is null. */
void GLIBC(_obstack_free)(struct obstack *o, void *object)
{
	struct chunk *c = o->chunk, *prev;
	while (c && !(object && holds(c, object))) {
		prev = c->prev;
		free_chunk(o, c);
		c = prev;
		o->maybe_empty_object = 1;
	}
	o->chunk = c;
	if (c) {
		o->object_base = o->next_free = object;
		o->chunk_limit = c->limit;
	} else if (object) {
		abort();
	}
}
GLIBC_ALIAS(obstack_free, glibc__obstack_free)

int GLIBC(_obstack_memory_used)(struct obstack *o)
{
	struct chunk *c;
	int n = 0;
	for (c=o->chunk; c; c=c->prev) n += c->limit - (char *)c;
	return n;
}

int GLIBC(obstack_vprintf)(struct obstack *o, const char *format, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(0, 0, format, ap);
	if (n >= 0) {
		if (o->chunk_limit - o->next_free < n+1) glibc__obstack_newchunk(o, n+1);
		vsnprintf(o->next_free, n+1, format, again);
		o->next_free += n;
	}
	va_end(again);
	return n;
}

int GLIBC(obstack_printf)(struct obstack *o, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int n = glibc_obstack_vprintf(o, format, ap);
	va_end(ap);
	return n;
}

int GLIBC(__obstack_vprintf_chk)(struct obstack *o, int flag, const char *format, va_list ap)
{
	glibc_check_format(flag, format);
	return glibc_obstack_vprintf(o, format, ap);
}

int GLIBC(__obstack_printf_chk)(struct obstack *o, int flag, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int n = glibc___obstack_vprintf_chk(o, flag, format, ap);
	va_end(ap);
	return n;
}
