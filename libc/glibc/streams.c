/* The functions that name no stream: they go by the program's stdin, stdout and stderr, which
 * a program may assign to. And when a line is written, as glibc has it. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <errno.h>
#include <string.h>
#include <signal.h>
#include <wchar.h>
#include <sys/ioctl.h>
#include "stdio_impl.h"
#include "glibc.h"
#include "texts.h"

#undef stdin
#undef stdout
#undef stderr

#define STREAM(name) \
	FILE *GLIBC(name) = &__##name##_FILE; \
	FILE **glibc_at_##name = &glibc_##name;
STREAM(stdin)
STREAM(stdout)
STREAM(stderr)

#include "streams.h"

#define FORMATTED(name, vname, call, type) \
	int GLIBC(vname)(const type *restrict format, va_list ap) { return call; } \
	int GLIBC(name)(const type *restrict format, ...) \
	{ \
		va_list ap; \
		va_start(ap, format); \
		int n = call; \
		va_end(ap); \
		return n; \
	}
FORMATTED(printf, vprintf, vfprintf(stdout, format, ap), char)
FORMATTED(wprintf, vwprintf, vfwprintf(stdout, format, ap), wchar_t)
FORMATTED(scanf, vscanf, vfscanf(stdin, format, ap), char)
FORMATTED(wscanf, vwscanf, vfwscanf(stdin, format, ap), wchar_t)
#define SAME(name) GLIBC_ALIAS(__isoc99_##name, glibc_##name) GLIBC_ALIAS(__isoc23_##name, glibc_##name)
SAME(scanf) SAME(vscanf) SAME(wscanf) SAME(vwscanf)
GLIBC_ALIAS(_IO_printf, glibc_printf)

int GLIBC(putchar)(int c) { return fputc(c, stdout); }
int GLIBC(putchar_unlocked)(int c) { return putc_unlocked(c, stdout); }
wint_t GLIBC(putwchar)(wchar_t c) { return fputwc(c, stdout); }
wint_t GLIBC(putwchar_unlocked)(wchar_t c) { return fputwc_unlocked(c, stdout); }
int GLIBC(getchar)(void) { return fgetc(stdin); }
int GLIBC(getchar_unlocked)(void) { return getc_unlocked(stdin); }
wint_t GLIBC(getwchar)(void) { return fgetwc(stdin); }
wint_t GLIBC(getwchar_unlocked)(void) { return fgetwc_unlocked(stdin); }

int GLIBC(puts)(const char *s)
{
	FILE *f = stdout;
	flockfile(f);
	int result = -(fputs(s, f) < 0 || putc_unlocked('\n', f) < 0);
	funlockfile(f);
	return result;
}
GLIBC_ALIAS(_IO_puts, glibc_puts)

char *GLIBC(gets)(char *s)
{
	FILE *f = stdin;
	size_t i = 0;
	int c;
	flockfile(f);
	while ((c = getc_unlocked(f)) != EOF && c != '\n') s[i++] = c;
	s[i] = 0;
	if (c != '\n' && (!feof(f) || !i)) s = 0;
	funlockfile(f);
	return s;
}
GLIBC_ALIAS(_IO_gets, glibc_gets)

void GLIBC(perror)(const char *message)
{
	const char *text = strerror(errno);
	FILE *f = stderr;
	/* Neither changes whether the stream is wide. */
	int mode = f->mode;
	if (message && *message) fprintf(f, "%s: %s\n", message, text);
	else fprintf(f, "%s\n", text);
	f->mode = mode;
}

static unsigned char in[UNGET+GLIBC_BUFFER], out[UNGET+GLIBC_BUFFER];

void glibc_begin_stdio(void)
{
	__stdin_FILE.buf = in+UNGET;
	__stdout_FILE.buf = out+UNGET;
	__stdin_FILE.buf_size = __stdout_FILE.buf_size = GLIBC_BUFFER;
}

/* Before the first byte is kept, not when it is written: the first line to a pipe or file
 * waits as all others do. */
void glibc_first_write(FILE *f)
{
	struct winsize size;
	if (f->write != __stdout_write) return;
	f->write = __stdio_write;
	if (!(f->flags & F_SVB) && __syscall(SYS_ioctl, f->fd, TIOCGWINSZ, &size)) f->lbf = EOF;
}
