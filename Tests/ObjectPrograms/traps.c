/* usage: traps KIND NUMBER: calls the function of the kind with the number.
 * SIGABRT is blocked and ignored, which must not keep it off. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

long trap_overflow(long), trap_index(long), trap_precondition(long), trap_conversion(long), trap_nil(long);

/* What the kernel's C and assembly want of its Swift code. Nobody comes here. */
long apus_sys_rt_sigprocmask(void) { abort(); }
void apus_print_statistics(void) { abort(); }

int main(int argc, char **argv)
{
	static const struct { const char *name; long (*call)(long); } kinds[] = {
		{ "overflow", trap_overflow }, { "index", trap_index }, { "precondition", trap_precondition },
		{ "conversion", trap_conversion }, { "nil", trap_nil },
	};
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGABRT);
	sigprocmask(SIG_BLOCK, &set, 0);
	signal(SIGABRT, SIG_IGN);
	for (unsigned i=0; argc>2 && i<sizeof kinds/sizeof *kinds; i++)
		if (!strcmp(argv[1], kinds[i].name)) printf("%ld\n", kinds[i].call(atol(argv[2])));
	return 0;
}
