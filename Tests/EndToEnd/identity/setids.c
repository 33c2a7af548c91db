/* root */
/* vdso */
#include "check.h"
#include <pthread.h>
#include <grp.h>
#include <sys/fsuid.h>
// Every way to change user and group ids: libc changes all threads, and every getter in every thread says so.
static pthread_barrier_t b;
static void ids(const char *who)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;
	CHECK(!getresuid(&r, &e, &s) && !getresgid(&rg, &eg, &sg));
	CHECK(r == getuid() && e == geteuid() && rg == getgid() && eg == getegid());
	CHECK(syscall(SYS_getuid) == r && syscall(SYS_geteuid) == e && syscall(SYS_getgid) == rg && syscall(SYS_getegid) == eg);
	CHECK(setfsuid(-1) == (int)e && setfsgid(-1) == (int)eg);
	printf("%s: uid %d %d %d gid %d %d %d\n", who, r, e, s, rg, eg, sg);
}
static int steps;
static void *watcher(void *arg)
{
	for (int i = 0; i < steps; i++) {
		pthread_barrier_wait(&b);
		if (arg) ids("  thread");
		pthread_barrier_wait(&b);
	}
	return 0;
}
static void step(const char *what, long r)
{
	show(what, r);
	ids("  main");
	pthread_barrier_wait(&b);
	pthread_barrier_wait(&b);
}
static void run(void (*f)(void), int n)
{
	pthread_t t[2];
	steps = n;
	pthread_barrier_init(&b, 0, 3);
	for (long i = 0; i < 2; i++) pthread_create(&t[i], 0, watcher, (void *)i);
	f();
	for (int i = 0; i < 2; i++) pthread_join(t[i], 0);
}
static void users(void)
{
	step("seteuid 1000", seteuid(1000));
	step("seteuid 1001, not allowed", seteuid(1001));
	step("seteuid 0", seteuid(0));
	step("setreuid 1000 1001", setreuid(1000, 1001));
	step("setreuid -1 1000", setreuid(-1, 1000));
	step("setuid 5, not allowed", setuid(5));
	step("setuid 1001", setuid(1001));
	step("setresuid -1 -1 -1", setresuid(-1, -1, -1));
}
static void all(void)
{
	step("setegid 50", setegid(50));
	step("setregid 51 52", setregid(51, 52));
	step("setresgid 53 54 55", setresgid(53, 54, 55));
	step("setgid 60", setgid(60));
	step("setresuid 70 71 72", setresuid(70, 71, 72));
	step("setgid 61, not allowed", setgid(61));
	step("setresuid 72 70 71", setresuid(72, 70, 71));
	step("setuid 71", setuid(71));
	step("setresuid 0, not allowed", setresuid(0, 0, 0));
}
static void user(void) { run(users, 8); }
static void group(void) { run(all, 9); }
static void groups(void)
{
	gid_t list[] = { 5, 6, 7 }, got[8] = { 0 };
	show("setgroups", setgroups(3, list));
	printf("getgroups %d: %d %d %d\n", getgroups(8, got), got[0], got[1], got[2]);
	show("getgroups, too few", getgroups(2, got));
	show("getgroups 0", getgroups(0, 0));
	show("setuid", setuid(1000));
	show("setgroups, not allowed", setgroups(1, list));
	pid_t p = fork();
	if (!p) { ids("child"); _exit(check_failures); }
	waitpid(p, 0, 0);
	p = vfork();
	if (!p) _exit(getuid() == 1000 && geteuid() == 1000 ? 3 : 1);
	int st;
	waitpid(p, &st, 0);
	status("vfork child is 1000", st);
	status("sh", system("id -u; id -ru"));
}
int main(void)
{
	ids("start");
	in_child("users", user);
	in_child("groups and users", group);
	in_child("supplementary", groups);
	ids("end");
	return done();
}
