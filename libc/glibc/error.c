#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <stdarg.h>
#include <string.h>
#include <errno.h>
#include "data.h"
#include "streams.h"

GLIBC_DATA(unsigned, error_message_count, 0)
GLIBC_DATA(int, error_one_per_line, 0)
GLIBC_DATA(print_progname_fn, error_print_progname, 0)

static void tell(int status, int code, const char *format, va_list ap)
{
	vfprintf(stderr, format, ap);
	++*glibc_at(error_message_count);
	if (code) fprintf(stderr, ": %s", strerror(code));
	putc('\n', stderr);
	fflush(stderr);
	if (status) exit(status);
}

static void print_name(void)
{
	print_progname_fn name = *glibc_at(error_print_progname);
	fflush(stdout);
	if (name) name();
	else fprintf(stderr, "%s:", program_invocation_name);
}

void GLIBC(error)(int status, int code, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	print_name();
	if (!*glibc_at(error_print_progname)) putc(' ', stderr);
	tell(status, code, format, ap);
	va_end(ap);
}

void GLIBC(error_at_line)(int status, int code, const char *file, unsigned line, const char *format, ...)
{
	static const char *old_file;
	static unsigned old_line;
	va_list ap;
	if (*glibc_at(error_one_per_line)) {
		if (file && old_line == line && old_file && !strcmp(old_file, file)) return;
		old_file = file;
		old_line = line;
	}
	va_start(ap, format);
	print_name();
	if (file) fprintf(stderr, "%s:%u: ", file, line);
	else putc(' ', stderr);
	tell(status, code, format, ap);
	va_end(ap);
}

_Noreturn void GLIBC(__assert_fail)(const char *what, const char *file, unsigned line, const char *function)
{
	fprintf(stderr, "%s%s%s:%u: %s%sAssertion `%s' failed.\n",
		program_invocation_short_name, *program_invocation_short_name ? ": " : "",
		file, line, function ? function : "", function ? ": " : "", what);
	fflush(stderr);
	abort();
}

_Noreturn void GLIBC(__assert_perror_fail)(int code, const char *file, unsigned line, const char *function)
{
	fprintf(stderr, "%s%s%s:%u: %s%sUnexpected error: %s.\n",
		program_invocation_short_name, *program_invocation_short_name ? ": " : "",
		file, line, function ? function : "", function ? ": " : "", strerror(code));
	fflush(stderr);
	abort();
}

_Noreturn void GLIBC(__assert)(const char *what, const char *file, int line)
{
	glibc___assert_fail(what, file, line, 0);
}
