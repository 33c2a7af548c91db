#include "check.h"
#include <sys/prctl.h>
#include <sys/stat.h>
// Sandboxes: strict mode leaves read, write and exit; a filter answers for one call.
struct filter { uint16_t code; uint8_t jt, jf; uint32_t k; };
static void strict(void)
{
	CHECK(!prctl(PR_SET_SECCOMP, 1));
	write(1, "in strict mode\n", 15);
	char c;
	read(0, &c, 0);
	syscall(SYS_exit, 9);
}
static void strict_killed(void)
{
	prctl(PR_SET_SECCOMP, 1);
	open("x", O_RDONLY);
	write(1, "not reached\n", 12);
}
static void filtered(void)
{
	// chdir answers EXDEV, everything else is allowed.
	struct filter f[] = { { 0x20, 0, 0, 0 }, { 0x15, 0, 1, SYS_chdir }, { 6, 0, 0, 0x00050000 | EXDEV }, { 6, 0, 0, 0x7fff0000 } };
	struct { unsigned short n; struct filter *f; } prog = { 4, f };
	CHECK(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && !prctl(PR_SET_SECCOMP, 2, &prog));
	show("chdir", chdir("/"));
	show("mkdir", mkdir("seccomp", 0700));
	CHECK(getpid() == syscall(SYS_getpid) && time(0) > 0 && malloc(1 << 20));
	pid_t p = fork();
	if (!p) _exit(chdir("/") == -1 && errno == EXDEV ? 7 : 1);
	int st;
	waitpid(p, &st, 0);
	status("fork", st);
}
int main(void)
{
	in_child("strict", strict);
	in_child("strict, forbidden call", strict_killed);
	in_child("filter", filtered);
	return done();
}
