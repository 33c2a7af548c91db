/* Makes calls of which a known number fails. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

static int child(void *arg) { return arg != 0; }

int main(void)
{
	static char stack[4096];
	char c, *none[] = { 0 };
	int old;

	chdir("/");
	chdir("/nowhere");
	syscall(SYS_chdir, "/nowhere/else");
	read(open("/dev/null", O_RDONLY), &c, 1);
	read(-1, &c, 1);
	for (int state=0; state<2; state++) {
		pthread_setcancelstate(state ? PTHREAD_CANCEL_DISABLE : PTHREAD_CANCEL_ENABLE, &old);
		open("/nowhere", O_RDONLY);
		open("/nowhere", O_RDONLY);
	}
	syscall(SYS_uname, 0);
	execve("/nowhere", none, none);
	/* A user namespace of another's file system. */
	clone(child, stack + sizeof stack, CLONE_NEWNS | CLONE_FS, 0);
	return 0;
}
