/* root */
/* vdso */
#include "check.h"
#include <pthread.h>
#include <sched.h>
// By number, set*id changes the calling thread only: the getters must answer per thread, and children inherit from it.
static void ids(const char *who)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;
	getresuid(&r, &e, &s);
	getresgid(&rg, &eg, &sg);
	CHECK(r == getuid() && e == geteuid() && rg == getgid() && eg == getegid());
	CHECK(syscall(SYS_getuid) == r && syscall(SYS_geteuid) == e && syscall(SYS_getgid) == rg && syscall(SYS_getegid) == eg);
	printf("%s: uid %d %d %d gid %d %d %d\n", who, r, e, s, rg, eg, sg);
}
static void *inner(void *arg) { ids("its new thread"); return 0; }
static int cloned(void *arg) { ids("its clone() child"); return check_failures; }
static void *changed(void *arg)
{
	pthread_t t;
	int st;
	ids("thread");
	show("setresgid", syscall(SYS_setresgid, 20, 21, 22));
	show("setresuid", syscall(SYS_setresuid, 10, 11, 12));
	ids("thread");
	show("setreuid", syscall(SYS_setreuid, 11, 12));
	ids("thread");
	show("setuid", syscall(SYS_setuid, 11));
	ids("thread");
	show("setfsuid", syscall(SYS_setfsuid, -1));
	pthread_create(&t, 0, inner, 0);
	pthread_join(t, 0);
	pid_t p = fork();
	if (!p) { ids("its fork"); _exit(check_failures); }
	waitpid(p, &st, 0);
	status("fork", st);
	p = vfork();
	if (!p) _exit(getuid() == 11 && getgid() == 20 && syscall(SYS_getegid) == 21 ? 5 : 1);
	waitpid(p, &st, 0);
	status("vfork", st);
	static char stack[65536];
	p = clone(cloned, stack + sizeof stack, SIGCHLD, 0);
	waitpid(p, &st, 0);
	status("clone", st);
	return 0;
}
static void *unchanged(void *arg) { ids("another thread"); return 0; }
int main(void)
{
	pthread_t t;
	ids("main");
	pthread_create(&t, 0, changed, 0);
	pthread_join(t, 0);
	ids("main after");
	pthread_create(&t, 0, unchanged, 0);
	pthread_join(t, 0);
	// Main drops, a thread made before keeps root: the kernel's view, thread by thread.
	show("main setresuid", syscall(SYS_setresuid, 500, 500, 500));
	ids("main dropped");
	return done();
}
