/* When a stream reads and writes, and streams that the program assigns to. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <errno.h>
#include <wchar.h>
#include <sys/wait.h>

static void say(const char *s) { write(1, s, strlen(s)); }

static void order(void)
{
	printf("a line of stdio's\n");
	say("written at once\n");
	printf("another\n");
	fflush(stdout);
	FILE *lines = fdopen(dup(1), "w");
	setvbuf(lines, 0, _IOLBF, 0);
	fprintf(lines, "by lines %d\n", 1);
	say("and at once\n");
	fclose(lines);
	printf("what is in the buffer, the child of a fork has, too\n");
	if (!fork()) exit(0);
	wait(0);
	fflush(stdout);
}

static void sizes(void)
{
	FILE *f = fopen("file", "w+");
	int fd = fileno(f), i;
	char line[100];
	for (i=0; i<2000; i++) fprintf(f, "line %d\n", i);
	dprintf(1, "%ld bytes\n", ftell(f));
	rewind(f);
	fgets(line, sizeof line, f);
	dprintf(1, "after one line %ld have been read\n", (long)lseek(fd, 0, SEEK_CUR));
	fclose(f);
	f = fopen("file", "w");
	for (i=0; i<4096; i++) putc('x', f);
	dprintf(1, "4096: %ld\n", (long)lseek(fileno(f), 0, SEEK_CUR));
	fclose(f);
	f = popen("cat >/dev/null", "w");
	for (i=0; i<5000; i++) putc('x', f);
	dprintf(1, "popen: %d\n", pclose(f));
}

static void assigned(void)
{
	FILE *out = stdout, *in = stdin, *err = stderr;
	char *text = 0, s[100];
	size_t n = 0;
	int number, c;
	stdout = open_memstream(&text, &n);
	printf("printf %d,", 42);
	puts("puts");
	putchar('p');
	putchar_unlocked('u');
	fputs(" fputs", stdout);
	fclose(stdout);
	stdout = out;
	printf("%zu [%s]\n", n, text);
	free(text);

	stdin = fmemopen("12 word\nrest", 12, "r");
	c = scanf("%d %99s", &number, s);
	printf("scanf %d: %d %s, then %d\n", c, number, s, getchar());
	c = getchar_unlocked();
	printf("%c, at the end %d\n", c, feof(stdin));
	fclose(stdin);
	stdin = in;

	stderr = stdout;
	errno = ENOENT;
	perror("perror");
	errno = EACCES;
	perror(0);
	stderr = err;
	fflush(stdout);
}

int main(void)
{
	order();
	sizes();
	assigned();
	return 0;
}
