#include "check.h"
#include <pwd.h>
#include <grp.h>
// /etc/passwd and /etc/group through getpw*, getgr*, and own files through fgetpwent, fgetgrent.
int main(void)
{
	char buf[1024];
	struct passwd pw, *p = getpwnam("root");
	struct group gr, *g = getgrgid(0);
	if (CHECK(p)) printf("root %d %d %s\n", p->pw_uid, p->pw_gid, p->pw_dir);
	if (CHECK(g)) printf("group %s %d\n", g->gr_name, g->gr_gid);
	errno = 0;
	p = getpwnam("no-such-user");
	printf("missing: %d\n", !p);
	code("getpwuid_r", getpwuid_r(0, &pw, buf, sizeof buf, &p));
	CHECK(p == &pw && !strcmp(pw.pw_name, "root"));
	code("getpwuid_r short", getpwuid_r(0, &pw, buf, 4, &p));
	code("getgrnam_r", getgrnam_r("root", &gr, buf, sizeof buf, &g));
	CHECK(g == &gr);
	code("getgrgid_r none", getgrgid_r(987654, &gr, buf, sizeof buf, &g));
	CHECK(!g);
	int n = 0;
	setpwent();
	while (getpwent()) n++;
	endpwent();
	CHECK(n > 3);
	FILE *f = fopen("pw", "w+");
	fputs("a:x:100:101:Full Name:/home/a:/bin/sh\nbroken line\nb::4294967294:7::/:\n", f);
	rewind(f);
	while ((p = fgetpwent(f))) printf("%s %s %u %u '%s' %s '%s'\n", p->pw_name, p->pw_passwd, p->pw_uid, p->pw_gid, p->pw_gecos, p->pw_dir, p->pw_shell);
	fclose(f);
	f = fopen("gr", "w+");
	fputs("g:x:5:one,two,three\nh::6:\nbad\ni:x:7:z\n", f);
	rewind(f);
	while ((g = fgetgrent(f))) {
		printf("%s %u:", g->gr_name, g->gr_gid);
		for (char **m = g->gr_mem; *m; m++) printf(" %s", *m);
		puts("");
	}
	fclose(f);
	gid_t list[8] = { 99 };
	n = 8;
	getgrouplist("no-such-user", 42, list, &n);
	printf("getgrouplist %d %d\n", n, list[0]);
	return done();
}
