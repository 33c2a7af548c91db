/* vdso */
#include "check.h"
#include <pthread.h>
#include <sys/resource.h>
// As anybody: getters agree with each other, changes to one's own ids are allowed, others are not.
static void *agree(void *arg)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;
	CHECK(!getresuid(&r, &e, &s) && !getresgid(&rg, &eg, &sg));
	CHECK(r == getuid() && e == geteuid() && rg == getgid() && eg == getegid());
	CHECK(syscall(SYS_getuid) == r && syscall(SYS_geteuid) == e && syscall(SYS_getgid) == rg && syscall(SYS_getegid) == eg);
	return 0;
}
static void child(void)
{
	pthread_t t;
	if (!getuid()) CHECK(!setgid(1234) && !setuid(1234));
	uid_t u = getuid();
	gid_t g = getgid();
	agree(0);
	pthread_create(&t, 0, agree, 0);
	pthread_join(t, 0);
	show("setuid own", setuid(u));
	show("setgid own", setgid(g));
	show("setresuid own", setresuid(u, u, u));
	show("setuid 0", setuid(0));
	show("seteuid 0", seteuid(0));
	show("setgid 0", setgid(0));
	show("setreuid 0", setreuid(0, -1));
	show("setuid -1", setuid(-1));
	show("syscall setuid 0", syscall(SYS_setuid, 0));
	show("syscall setresgid 0", syscall(SYS_setresgid, 0, 0, 0));
	agree(0);
	CHECK(u == getuid() && g == getgid());
	show("setpriority", setpriority(PRIO_PROCESS, 0, -5));
	show("kill init", kill(1, 0));
	show("access /etc/shadow", access("/etc/shadow", R_OK));
}
int main(void)
{
	agree(0);
	in_child("child", child);
	agree(0);
	return done();
}
