/* vdso */
#include "check.h"
#include <sched.h>
#include <sys/mman.h>
// clone() with memory shared or not, on a stack of its own, and by raw number.
static pid_t parent;
static volatile pid_t seen, seen_tid, seen_parent;
static int ptid, ctid;

static int child(void *arg)
{
	seen = getpid();
	seen_tid = syscall(SYS_gettid);
	seen_parent = getppid();
	if (syscall(SYS_getpid) != seen || syscall(SYS_getppid) != seen_parent) return 9;
	if (seen == parent || seen_parent != parent) return 8;
	return (long)arg;
}

int main(void)
{
	char *stack = mmap(0, 65536, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	int st;
	pid_t p;
	parent = getpid();

	p = clone(child, stack + 65536, SIGCHLD, (void *)5);
	CHECK(p > 0 && waitpid(p, &st, 0) == p);
	status("clone without sharing", st);
	CHECK(seen == 0 && getpid() == parent && gettid() == parent);

	p = clone(child, stack + 65536, CLONE_VM|SIGCHLD, (void *)6);
	CHECK(p > 0 && waitpid(p, &st, 0) == p);
	status("clone with CLONE_VM", st);
	CHECK(seen == p && seen_tid == p && seen_parent == parent && getpid() == parent && gettid() == parent);

	seen = 0;
	p = clone(child, stack + 65536, CLONE_VM|CLONE_VFORK|SIGCHLD, (void *)7);
	CHECK(seen == p && seen_tid == p && getpid() == parent);
	CHECK(p > 0 && waitpid(p, &st, 0) == p);
	status("clone with CLONE_VM and CLONE_VFORK", st);

	p = clone(child, stack + 65536, CLONE_VM|CLONE_FILES|CLONE_PARENT_SETTID|SIGCHLD, (void *)4, &ptid);
	CHECK(p > 0 && ptid == p && waitpid(p, &st, 0) == p);
	status("clone with CLONE_PARENT_SETTID", st);

	// musl leaves threads to pthread_create.
	show("clone with CLONE_THREAD", clone(child, stack + 65536, CLONE_VM|CLONE_SIGHAND|CLONE_THREAD, 0));
	show("clone with CLONE_SIGHAND alone", clone(child, stack + 65536, CLONE_SIGHAND|SIGCHLD, 0));
	show("clone without a stack", clone(child, 0, SIGCHLD, 0) > 0 ? 0 : -1);
	while (wait(0) > 0);

	// As fork, by number, with the same stack.
	p = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	if (!p) _exit(getpid() == parent || syscall(SYS_gettid) != getpid() || getppid() != parent ? 1 : 20);
	CHECK(p > 0 && waitpid(p, &st, 0) == p);
	status("syscall(SYS_clone)", st);

	p = syscall(SYS_clone, CLONE_PARENT_SETTID|CLONE_CHILD_SETTID|SIGCHLD, 0, &ptid, &ctid, 0);
	if (!p) _exit(ctid == getpid() && ctid == syscall(SYS_gettid) ? 21 : 1);
	CHECK(p > 0 && ptid == p && waitpid(p, &st, 0) == p);
	status("syscall(SYS_clone) with tids", st);
	CHECK(getpid() == parent && gettid() == parent);
	return done();
}
