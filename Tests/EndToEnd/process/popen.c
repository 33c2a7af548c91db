#include "check.h"
// popen, pclose and system: data both ways, status, signals while waiting.
int main(void)
{
	char line[128];
	FILE *f = popen("echo one; echo two; exit 3", "r");
	while (f && fgets(line, sizeof line, f)) printf("got %s", line);
	status("pclose", pclose(f));
	f = popen("read a; read b; echo \"$b $a\"; exit 4", "w");
	fputs("hello\nworld\n", f);
	fflush(f);
	status("pclose of a writer", pclose(f));
	status("system", system("exit 9"));
	status("killed", system("kill -TERM $$"));
	status("not found", system("no-such-program-here 2>/dev/null"));
	printf("system(0) %d\n", system(0) != 0);
	CHECK(!popen("true", "x"));
	printf("bad mode: %s\n", ename(errno));
	FILE *a = popen("cat", "w"), *b = popen("echo second", "r");
	CHECK(fgets(line, sizeof line, b) != 0);
	printf("second reader got %s", line);
	fputs("through cat\n", a);
	status("b", pclose(b));
	status("a", pclose(a));
	// The shell must not see SIGINT ignored, nor lose the mask.
	struct sigaction sa;
	system("trap 'echo trapped; exit 5' INT; kill -INT $$; exit 6");
	sigaction(SIGINT, 0, &sa);
	CHECK(sa.sa_handler == SIG_DFL);
	sigset_t s;
	sigprocmask(SIG_BLOCK, 0, &s);
	CHECK(!sigismember(&s, SIGCHLD));
	return done();
}
