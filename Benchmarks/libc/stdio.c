/* Streams: a megabyte of lines that is read again and again, and /dev/null. An operation is
 * one call. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "libc.h"

enum { SIZE = 1 << 20 };

static FILE *in, *nowhere;
static char buffer[4096], *line;
static size_t room;

static int prepare(const char *unused)
{
	in = tmpfile();
	nowhere = fopen("/dev/null", "w");
	if (!in || !nowhere) return -1;
	for (int left = SIZE, n; left > 0; left -= n + 1) {
		n = drawn() % 60;
		if (n >= left) n = left - 1;
		fprintf(in, "%.*s\n", n, "the quick brown fox jumps over the lazy dog and then some more");
	}
	rewind(in);
	return ferror(in) ? -1 : 0;
}

static void *sleeps(void *unused)
{
	for (;;) pause();
	return 0;
}

/* The same in a process that has a second thread. */
static int prepare_threads(const char *unused)
{
	pthread_t t;
	return pthread_create(&t, 0, sleeps, 0) || prepare(unused) ? -1 : 0;
}

/* READ(work, expression that is true at the end of the file) */
#define READ(name, at_end) \
	static int name##_run(long n) \
	{ \
		for (; n; n--) if (at_end) { \
			if (!feof(in) || ftell(in) != SIZE) return 0; \
			rewind(in); \
		} \
		return 1; \
	}
#define WRITE(name, right) \
	static int name##_run(long n) \
	{ \
		for (; n; n--) if (!(right)) return 0; \
		return 1; \
	}

READ(getc, getc(in) < 0)
READ(getc_unlocked, getc_unlocked(in) < 0)
READ(fgets, !fgets(buffer, sizeof buffer, in))
READ(getline, getline(&line, &room, in) < 0)
READ(fread_16, fread(buffer, 1, 16, in) != 16)
READ(fread_4k, fread(buffer, 1, 4096, in) != 4096)
READ(fscanf, fscanf(in, "%*[^\n]%*c") < 0)
WRITE(putc, putc('x', nowhere) == 'x')
WRITE(putc_unlocked, putc_unlocked('x', nowhere) == 'x')
WRITE(fputs, fputs("twenty bytes of text", nowhere) >= 0)
WRITE(fwrite_16, fwrite("sixteen bytes...", 1, 16, nowhere) == 16)
WRITE(fwrite_4k, fwrite(buffer, 1, 4096, nowhere) == 4096)
WRITE(fprintf, fprintf(nowhere, "%s %d\n", "a word and", 12345) > 0)
WRITE(ungetc, (getc(in), ungetc('x', in)) == 'x')
WRITE(open_close, !fclose(fopen("/dev/null", "r")))

#define WORK(name) { "stdio_" #name, prepare, name##_run },
const struct work stdio_works[] = {
	WORK(getc) WORK(getc_unlocked) WORK(fgets) WORK(getline) WORK(fread_16) WORK(fread_4k) WORK(fscanf)
	WORK(putc) WORK(putc_unlocked) WORK(fputs) WORK(fwrite_16) WORK(fwrite_4k) WORK(fprintf) WORK(ungetc) WORK(open_close)
	{ "threads_getc", prepare_threads, getc_run }, { "threads_putc", prepare_threads, putc_run },
	{ "threads_fgets", prepare_threads, fgets_run }, { "threads_fputs", prepare_threads, fputs_run },
	{ 0 }
};
