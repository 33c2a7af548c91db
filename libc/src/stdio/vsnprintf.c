/* The stream's buffer is the caller's; what does not fit is dropped. */
#include <stdint.h>
#include <string.h>
#include "stdio_impl.h"

static size_t drop(FILE *f, const unsigned char *s, size_t l)
{
	size_t room = f->wend - f->wpos;
	if (l < room) room = l;
	if (room) memcpy(f->wpos, s, room);
	f->wpos += room;
	return l;
}

int vsnprintf(char *restrict s, size_t n, const char *restrict fmt, va_list ap)
{
	unsigned char none[1];
	unsigned char *to = n ? (void *)s : none;
	/* sprintf has all of memory. */
	size_t room = n ? n - 1 : 0;
	if (room > -(uintptr_t)to - 1) room = -(uintptr_t)to - 1;
	/* What vfprintf uses; the whole is 232 bytes. */
	FILE f;
	f.flags = 0;
	f.mode = 0;
	f.lbf = EOF;
	f.lock = -1;
	f.write = drop;
	f.buf_size = 1;
	f.buf = f.wbase = f.wpos = to;
	f.wend = to + room;
	*to = 0;
	int r = vfprintf(&f, fmt, ap);
	*f.wpos = 0;
	return r;
}
