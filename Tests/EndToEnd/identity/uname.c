/* vdso */
#include "check.h"
#include <sched.h>
#include <sys/utsname.h>
#include <sys/personality.h>
#include <pthread.h>
// uname follows the host: names changed in a namespace, in another thread, in the parent's namespace by a child.
static int allowed = 1;
static void file(const char *name, char *to)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/sys/kernel/%s", name);
	int fd = open(path, O_RDONLY), n = read(fd, to, 64);
	close(fd);
	to[n > 0 ? n - 1 : 0] = 0;
}
static void compare(void)
{
	struct utsname u, v;
	char s[65];
	memset(&u, 0xff, sizeof u);
	CHECK(!uname(&u) && !syscall(SYS_uname, &v));
	CHECK(!strcmp(u.nodename, v.nodename) && !strcmp(u.release, v.release));
	file("ostype", s); CHECK(!strcmp(s, u.sysname));
	file("hostname", s); CHECK(!strcmp(s, u.nodename));
	file("osrelease", s); CHECK(!strcmp(s, u.release));
	file("version", s); CHECK(!strcmp(s, u.version));
	file("domainname", s); CHECK(!strcmp(s, u.domainname));
	CHECK(!strcmp(u.machine, "x86_64"));
	CHECK(!gethostname(s, 65) && !strcmp(s, u.nodename));
}
static void *rename_it(void *arg) { show("  sethostname in a thread", sethostname("second", 6)); return 0; }
static void separate(void)
{
	struct utsname u;
	char s[128];
	pthread_t t;
	if (unshare(CLONE_NEWUTS)) { printf("unshare: %s\n", ename(errno)); allowed = 0; return; }
	compare();
	show("sethostname", sethostname("first", 5));
	show("setdomainname", setdomainname("domain", 6));
	uname(&u);
	printf("  %s %s\n", u.nodename, u.domainname);
	compare();
	pthread_create(&t, 0, rename_it, 0);
	pthread_join(t, 0);
	uname(&u);
	printf("  %s\n", u.nodename);
	pid_t p = fork();
	if (!p) { sethostname("third", 5); _exit(0); }
	waitpid(p, 0, 0);
	uname(&u);
	printf("  after a child changed it: %s\n", u.nodename);
	CHECK(!system("echo fourth >/proc/sys/kernel/hostname"));
	uname(&u);
	printf("  after a program changed it: %s\n", u.nodename);
	show("sethostname too long", sethostname(s, 65));
	show("gethostname short", gethostname(s, 3));
	compare();
}
int main(void)
{
	struct utsname before, after;
	compare();
	uname(&before);
	in_child("own names", separate);
	uname(&after);
	CHECK(!memcmp(&before, &after, sizeof before));
	compare();
	personality(0x20000);
	uname(&after);
	printf("release under UNAME26 begins with 2.6: %d\n", !strncmp(after.release, "2.6.", 4));
	personality(0);
	personality(8);
	uname(&after);
	printf("machine under PER_LINUX32: %s\n", after.machine);
	return done();
}
