/* run: dynamic static static-pie loader */
/* args: one "two words" '' --four=4 -- '*' */
/* env: E2E_A=1 E2E_EMPTY= E2E_LONG=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx */
#include "check.h"
#include <sys/auxv.h>
// Arguments, environment, atexit, on-exit order, program names, stack limits.
extern char **environ, *program_invocation_name, *program_invocation_short_name;
static void first(void) { puts("registered first"); }
static void second(void) { puts("registered second"); atexit(first); }
static void quick(void) { puts("quick"); }
static void use_quick(void) { at_quick_exit(quick); atexit(first); quick_exit(3); }
static void buffered(void) { setvbuf(stdout, 0, _IOFBF, 4096); printf("lost"); _Exit(4); }
static void flushed(void) { setvbuf(stdout, 0, _IOFBF, 4096); puts("kept"); exit(5); }
__attribute__((constructor(101))) static void early(void) { setenv("EARLY", getenv("E2E_A") ? "env works in constructors" : "no env", 1); }
__attribute__((destructor)) static void late(void) { puts("destructor"); }
int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) printf("%d [%s]\n", i, argv[i]);
	CHECK(!argv[argc]);
	puts(argv[0]);
	puts(program_invocation_short_name);
	printf("%s [%s] %zu %s\n", getenv("E2E_A"), getenv("E2E_EMPTY"), strlen(getenv("E2E_LONG")), getenv("E2E_NONE") ? "set" : "unset");
	puts(getenv("EARLY"));
	show("setenv", setenv("E2E_B", "2", 0));
	show("setenv again", setenv("E2E_B", "3", 0));
	puts(getenv("E2E_B"));
	setenv("E2E_B", "4", 1);
	puts(getenv("E2E_B"));
	static char put[] = "E2E_P=5";
	putenv(put);
	put[6] = '6';
	puts(getenv("E2E_P"));
	show("unsetenv", unsetenv("E2E_P"));
	CHECK(!getenv("E2E_P"));
	show("bad name", setenv("A=B", "x", 1));
	show("empty name", unsetenv(""));
	CHECK(secure_getenv("E2E_A") != 0 && !getauxval(AT_SECURE));
	status("child sees it", system("test \"$E2E_B\" = 4 && test -z \"$E2E_P\""));
	clearenv();
	printf("cleared %d\n", !environ || !*environ);
	setenv("ONLY", "1", 1);
	status("child sees one", system("test \"$ONLY\" = 1 && test -z \"$E2E_A\""));
	in_child("quick_exit", use_quick);
	in_child("_Exit", buffered);
	in_child("exit", flushed);
	atexit(second);
	for (int i = 0; i < 33; i++) CHECK(!atexit(quick));
	return done();
}
