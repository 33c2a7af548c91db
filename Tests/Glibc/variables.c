/* link: variables */
/* args: one two */
/* Variables of glibc's that a program has a copy of, or defines itself. */
#define _GNU_SOURCE
#include <errno.h>
#include <error.h>
#include <getopt.h>
#include <netdb.h>
#include <obstack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern char **from_library(void);
extern const char *name_in_library(void);
extern int optind_in_library(void);
extern void print_in_library(const char *);
#define obstack_chunk_alloc malloc
#define obstack_chunk_free free

static void name(void) { fprintf(stderr, "own name:"); }

int main(int argc, char **argv)
{
	printf("%d %s %s\n", from_library() == environ, name_in_library(), program_invocation_name);
	setenv("NEW", "x", 1);
	printf("%d %s\n", from_library() == environ, getenv("NEW"));
	optind = 2;
	printf("%d\n", optind_in_library());
	fprintf(stdout, "to stdout\n");
	print_in_library("from the library\n");
	setenv("TZ", "CET-1CEST", 1);
	tzset();
	printf("%s %s %ld %d\n", tzname[0], tzname[1], timezone, daylight);
	h_errno = 3;
	printf("%d\n", h_errno);
	error_print_progname = name;
	fflush(stdout);
	error(0, 0, "said");
	printf("%d\n", error_message_count);
	struct obstack o;
	obstack_init(&o);
	for (int i=0; i<10000; i++) obstack_grow(&o, "abc", 3);
	obstack_1grow(&o, 0);
	char *s = obstack_finish(&o);
	printf("%zu\n", strlen(s));
	obstack_printf(&o, "%s %d", "x", 5);
	obstack_1grow(&o, 0);
	s = obstack_finish(&o);
	puts(s);
	printf("%d\n", obstack_memory_used(&o) > 30000);
	obstack_free(&o, 0);
}
