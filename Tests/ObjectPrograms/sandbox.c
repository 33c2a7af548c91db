/* usage: sandbox arch_prctl|getcpu|both PROGRAM: runs the program where these
 * calls fail with EPERM. The loader needs ARCH_SET_FS, which is left. */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "filter.h"

int main(int argc, char **argv)
{
	if (argc < 3) return 125;
	int gs = strcmp(argv[1], "getcpu"), cpu = strcmp(argv[1], "arch_prctl");
	struct instruction code[] = {
		{ 0x20, 0, 0, 0 },
		{ 0x15, 0, 1, SYS_getcpu },
		{ 0x06, 0, 0, cpu ? REFUSE(1) : ALLOW },
		{ 0x15, 0, 3, SYS_arch_prctl },
		{ 0x20, 0, 0, 16 },               /* the first argument */
		{ 0x15, 0, 1, 0x1001 },           /* ARCH_SET_GS */
		{ 0x06, 0, 0, gs ? REFUSE(1) : ALLOW },
		{ 0x06, 0, 0, ALLOW },
	};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return perror("no_new_privs"), 125;
	if (prctl(PR_SET_SECCOMP, 2, &(struct program){ sizeof code / sizeof *code, code }))
		return perror("seccomp"), 125;
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
