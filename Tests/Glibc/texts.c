/* exit: 3 */
/* Texts of errors and signals, and what is made of them. */
#define _GNU_SOURCE
#include <errno.h>
#include <error.h>
#include <err.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	char buf[64];
	for (int i=-1; i<140; i++) printf("%d %s %s\n", i, strerrorname_np(i) ?: "-", strerror(i));
	for (int i=-1; i<70; i++) printf("%d %s %s %s\n", i, sigabbrev_np(i) ?: "-", sigdescr_np(i) ?: "-", strsignal(i));
	for (int i=0; i<17; i++) { regerror(i, 0, buf, sizeof buf); puts(buf); }
	puts(strerror_r(EINVAL, buf, sizeof buf));
	puts(strerror_r(999, buf, sizeof buf));
	errno = ENOTTY;
	printf("%m %p %s\n", (void *)0, (char *)0);
	errno = EAGAIN;
	perror("perror");
	errno = EAGAIN;
	perror(0);
	errno = EAGAIN;
	warn("%s", "warn");
	warnx("warnx");
	error(0, 0, "no code %d", 1);
	error(0, ENOENT, "a code");
	error_at_line(0, ERANGE, "file.c", 12, "at a line");
	error_one_per_line = 1;
	error_at_line(0, 0, "file.c", 12, "not seen");
	error_at_line(0, 0, "file.c", 13, "seen");
	printf("%u\n", error_message_count);
	printf("%s %s\n", program_invocation_name, program_invocation_short_name);
	fflush(stdout);
	error(3, EPERM, "the end");
}
