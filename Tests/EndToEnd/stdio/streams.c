#include "check.h"
#include <pthread.h>
#include <stdio_ext.h>
#include <wchar.h>
// Streams: modes, seek, ungetc, buffering, getline, freopen, memory streams, custom streams, errors, locks between threads.
static ssize_t cookie_read(void *c, char *b, size_t n) { int *k = c; if (*k == 0) return 0; *k -= 1; memset(b, 'k', n < 3 ? n : 3); return n < 3 ? n : 3; }
static ssize_t cookie_write(void *c, const char *b, size_t n) { *(int *)c += n; return n; }
static FILE *shared;
static void *writer(void *arg)
{
	for (int i = 0; i < 500; i++) fprintf(shared, "%s line %d of this writer\n", (char *)arg, i);
	return 0;
}
int main(void)
{
	char b[200], *line = 0;
	size_t cap = 0, size;
	FILE *f = fopen("f", "w+");
	printf("%d\n", fprintf(f, "first line\nsecond\n\nlast without newline"));
	rewind(f);
	for (ssize_t n; (n = getline(&line, &cap, f)) >= 0;) printf("%zd %s%s", n, line, line[n - 1] == '\n' ? "" : "\n");
	printf("eof %d error %d\n", !!feof(f), ferror(f));
	fseek(f, 6, SEEK_SET);
	int c = fgetc(f);
	ungetc('X', f);
	int d = fgetc(f), e = fgetc(f);
	printf("%c %c %c at %ld\n", c, d, e, ftell(f));
	show("seek before the start", fseek(f, -100, SEEK_CUR));
	fseek(f, -4, SEEK_END);
	printf("%zu\n", fread(b, 1, 100, f));
	fseek(f, 100, SEEK_SET);
	fputc('!', f);
	fflush(f);
	fseek(f, 0, SEEK_END);
	printf("size %ld\n", ftell(f));
	fpos_t pos;
	rewind(f);
	fgetc(f);
	fgetpos(f, &pos);
	fgets(b, 5, f);
	fsetpos(f, &pos);
	printf("%c\n", fgetc(f));
	fclose(f);
	f = fopen("f", "a+");
	rewind(f);
	printf("%c", fgetc(f));
	fseek(f, 0, SEEK_CUR);
	fputs("appended", f);
	fclose(f);
	f = fopen("f", "r");
	fseek(f, -8, SEEK_END);
	puts(fgets(b, 100, f));
	show("write to a reader", fputc('x', f));
	printf("error %d", !!ferror(f));
	clearerr(f);
	printf(" cleared %d\n", !ferror(f));
	f = freopen("f", "wx", f);
	printf("exclusive: %s\n", f ? "opened" : ename(errno));
	CHECK(!fopen("none/x", "w") && errno == ENOENT && !fopen("f", "q") && errno == EINVAL);
	f = fopen("e", "we");
	printf("close-on-exec %d\n", fcntl(fileno(f), F_GETFD));
	setvbuf(f, 0, _IOFBF, 0);
	fputs("buffered", f);
	printf("pending %zu\n", __fpending(f));
	pid_t p = fork();
	if (!p) _exit(0);
	waitpid(p, 0, 0);
	fclose(f);
	char *mem = 0;
	f = open_memstream(&mem, &size);
	fprintf(f, "%s %d", "memory", 5);
	fflush(f);
	printf("%zu %s\n", size, mem);
	fseek(f, 0, SEEK_SET);
	fputs("MEM", f);
	fclose(f);
	printf("%zu %s\n", size, mem);
	f = fmemopen(b, 10, "w+");
	printf("%d", fputs("0123456789abc", f));
	printf(" %d", fflush(f));
	rewind(f);
	size = fread(mem, 1, 5, f);
	printf(" %zu %.10s\n", size, b);
	fclose(f);
	wchar_t *wmem = 0;
	f = open_wmemstream(&wmem, &size);
	fwprintf(f, L"wide %d", 9);
	fclose(f);
	printf("%zu %ls\n", size, wmem);
	int k = 2;
	f = fopencookie(&k, "r", (cookie_io_functions_t){ .read = cookie_read });
	size = fread(b, 1, 100, f);
	printf("cookie %zu %d\n", size, !!feof(f));
	fclose(f);
	f = fopencookie(&k, "w", (cookie_io_functions_t){ .write = cookie_write });
	fprintf(f, "%100d", 1);
	fclose(f);
	printf("cookie got %d\n", k);
	f = fopen("/dev/full", "w");
	setvbuf(f, 0, _IONBF, 0);
	show("full", fputs("x", f));
	fclose(f);
	f = fopen("w", "w");
	printf("orientation %d", fwide(f, 0));
	fputwc(L'w', f);
	d = fputs("byte", f) < 0;
	printf(" %d %d\n", fwide(f, 0) > 0, d);
	fclose(f);
	shared = fopen("shared", "w+");
	pthread_t t[3];
	for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, writer, (char *[]){ "aaa", "bbb", "ccc" }[i]);
	for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
	rewind(shared);
	int lines = 0, next[3] = { 0 };
	while (getline(&line, &cap, shared) > 0) {
		int n = -1;
		if (sscanf(line + 3, " line %d of this writer", &n) != 1 || line[0] != line[2] || n != next[line[0] - 'a']++) { CHECK(!"whole lines in order"); break; }
		lines++;
	}
	printf("%d lines\n", lines);
	flockfile(shared);
	printf("recursive lock %d\n", !ftrylockfile(shared));
	puts(tmpnam(b) ? "tmpnam" : "");
	f = fdopen(dup(1), "w");
	fputs("to the end", f);
	fputc('\n', f);
	fclose(f);
	fclose(stdin);
	show("closed", read(0, b, 1));
	return done();
}
