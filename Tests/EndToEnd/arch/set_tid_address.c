#include "check.h"
#include <sched.h>
#include <sys/mman.h>
// set_tid_address: returns the tid; the word is cleared and a waiter woken when the thread ends.
static volatile int *word;
static int ends(void *arg)
{
	long r = syscall(SYS_set_tid_address, word);
	if (r != syscall(SYS_gettid)) _exit(1);
	msleep(20);
	syscall(SYS_exit, 3);
	return 0;
}
static int badly(void *arg)
{
	syscall(SYS_set_tid_address, (void *)8);
	_exit(4);
}
int main(void)
{
	word = mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
	static char stack[65536];
	int st;
	// The word is cleared only where memory is shared: a child made by clone(CLONE_VM) is that.
	*word = 77;
	pid_t p = clone(ends, stack + sizeof stack, CLONE_VM|SIGCHLD, 0);
	CHECK(p > 0);
	while (*word == 77) {
		// FUTEX_WAIT until the kernel's wake-up; a time-out would be a lost one.
		long r = syscall(SYS_futex, word, 0, 77, &(struct timespec){ 5, 0 });
		if (r < 0 && errno != EAGAIN && errno != EINTR) { CHECK(!"woken"); break; }
	}
	printf("word %d\n", *word);
	CHECK(waitpid(p, &st, 0) == p);
	status("CLONE_VM child", st);
	p = clone(badly, stack + sizeof stack, CLONE_VM|SIGCHLD, 0);
	CHECK(waitpid(p, &st, 0) == p);
	status("bad address is no error", st);
	*word = 77;
	p = fork();
	if (!p) ends(0);
	CHECK(waitpid(p, &st, 0) == p);
	status("fork", st);
	printf("word after a process that shared no memory space: %d\n", *word);
	int *tidptr = 0;
	if (!syscall(SYS_prctl, 40, &tidptr)) {
		CHECK(tidptr != 0);
		volatile int here = 5;
		long r = syscall(SYS_set_tid_address, &here);
		CHECK(r == gettid());
		int *now = 0;
		syscall(SYS_prctl, 40, &now);
		printf("PR_GET_TID_ADDRESS follows %d\n", now == &here);
		syscall(SYS_set_tid_address, tidptr);
	} else puts("no PR_GET_TID_ADDRESS");
	show("set_tid_address null", syscall(SYS_set_tid_address, 0) == gettid() ? 0 : -1);
	return done();
}
