/* cflags: -D_FORTIFY_SOURCE=2 -Wno-stringop-overflow -Wno-format-overflow -Wno-format-truncation -Wno-nonnull */
/* What _FORTIFY_SOURCE calls: the same as without it, and the end of the program where it would overflow. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>

static volatile size_t n;
static char buf[8], *volatile text = "0123456789abcdef";
static wchar_t wide[8], *volatile wide_text = L"0123456789abcdef";

static void in_child(const char *name, void (*f)(void))
{
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		f();
		_exit(0);
	}
	int status;
	waitpid(pid, &status, 0);
	printf("%s: %s %d\n", name, WIFSIGNALED(status) ? "signal" : "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

#define OVER(name, code) static void name(void) { code; }
OVER(memcpy_over, n = 9; memcpy(buf, text, n))
OVER(memmove_over, n = 9; memmove(buf, text, n))
OVER(memset_over, n = 9; memset(buf, 1, n))
OVER(strcpy_over, strcpy(buf, text))
OVER(strcat_over, strcat(buf, text))
OVER(strncpy_over, n = 9; strncpy(buf, text, n))
OVER(sprintf_over, sprintf(buf, "%s", text))
OVER(snprintf_over, n = 9; snprintf(buf, n, "%s", text))
OVER(fgets_over, n = 9; fgets(buf, n, stdin))
OVER(read_over, n = 9; read(0, buf, n))
OVER(wcscpy_over, wcscpy(wide, wide_text))
OVER(swprintf_over, n = 9; swprintf(wide, n, L"%ls", wide_text))
OVER(getcwd_over, n = 9; getcwd(buf, n))
OVER(fdset_over, fd_set s; FD_ZERO(&s); n = 1024; FD_SET(n, &s))
OVER(open_over, n = O_CREAT; open("/tmp/x", n))
OVER(percent_n, char f[] = "%n"; int k; printf(f, &k))
static jmp_buf env;
__attribute__((noinline)) static void down(void) { volatile char room[4096]; room[0] = 1; if (setjmp(env)) _exit(3); room[1] = room[0]; }
static void longjmp_down(void) { down(); longjmp(env, 1); }

int main(void)
{
	char big[64];
	n = 8;
	memcpy(buf, text, n);
	printf("%.8s\n", buf);
	n = sizeof big;
	snprintf(big, n, "%s %d %m", text, 5);
	puts(big);
	strcpy(big, text);
	strcat(big, text);
	strncat(big, text, 3);
	puts(stpcpy(big, "x") == big+1 ? big : "?");
	int k = 0;
	printf("abc%n|%d\n", &k, 7);
	printf("%d\n", k);
	swprintf(wide, 8, L"%d", 12345);
	printf("%ls\n", wide);
	char *made;
	printf("%d\n", asprintf(&made, "%s-%s", text, text));
	fprintf(stdout, "%s\n", made);
	dprintf(1, "%s", "");
#define RUN(name) in_child(#name, name);
	RUN(memcpy_over) RUN(memmove_over) RUN(memset_over) RUN(strcpy_over) RUN(strcat_over) RUN(strncpy_over)
	RUN(sprintf_over) RUN(snprintf_over) RUN(fgets_over) RUN(read_over) RUN(wcscpy_over) RUN(swprintf_over)
	RUN(getcwd_over) RUN(fdset_over) RUN(open_over) RUN(percent_n)
	(void)longjmp_down;
}
