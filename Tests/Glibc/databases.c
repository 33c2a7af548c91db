/* The system's databases, and records of who is logged in. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <gshadow.h>
#include <netdb.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utmpx.h>

int main(void)
{
	char buf[1024], small[4];
	struct passwd p, *pp;
	struct group g, *gg;
	struct protoent pe, *ppe;
	struct servent se, *pse;
	struct rpcent re, *pre;
	int e;
	for (int i=0; i<3; i++) {
		e = getpwent_r(&p, small, sizeof small, &pp);
		printf("%d %d", e == ERANGE, pp == 0);
		e = getpwent_r(&p, buf, sizeof buf, &pp);
		printf(" %d %s %d %s\n", e, pp->pw_name, pp->pw_uid, pp->pw_shell);
	}
	while (!(e = getgrent_r(&g, buf, sizeof buf, &gg))) printf("%s:%d:%s ", gg->gr_name, gg->gr_gid, gg->gr_mem[0] ?: "-");
	printf("%d\n", e == ENOENT);
	e = getprotobyname_r("tcp", &pe, buf, sizeof buf, &ppe);
	printf("%d %s %d %s\n", e, ppe->p_name, ppe->p_proto, ppe->p_aliases[0]);
	e = getprotobynumber_r(250, &pe, buf, sizeof buf, &ppe);
	printf("%d %d\n", e, ppe == 0);
	e = getservbyname_r("domain", "udp", &se, buf, sizeof buf, &pse);
	printf("%d %s %d %s\n", e, pse->s_name, ntohs(pse->s_port), pse->s_proto);
	e = getservbyname_r("domain", "udp", &se, small, sizeof small, &pse);
	printf("%d\n", e == ERANGE);
	e = getservbyport_r(htons(22), 0, &se, buf, sizeof buf, &pse);
	printf("%d %s\n", e, pse->s_name);
	e = getrpcbynumber_r(100000, &re, buf, sizeof buf, &pre);
	printf("%d %s %s\n", e, pre ? pre->r_name : "-", pre ? pre->r_aliases[0] : "-");

	struct spwd *s = sgetspent("name:hash:1:2:3:4:5:6:");
	printf("%s %s %ld %ld %ld %ld %ld %ld %ld\n", s->sp_namp, s->sp_pwdp, s->sp_lstchg, s->sp_min, s->sp_max, s->sp_warn, s->sp_inact, s->sp_expire, (long)s->sp_flag);
	s = sgetspent("name:*::::::7:");
	printf("%ld %ld\n", s->sp_lstchg, s->sp_expire);
	struct sgrp *sg = sgetsgent("group:!:a,b:c");
	printf("%s %s %s %s %s\n", sg->sg_namp, sg->sg_passwd, sg->sg_adm[0], sg->sg_adm[1], sg->sg_mem[0]);
	putsgent(sg, stdout);

	close(open("utmp", O_CREAT|O_WRONLY, 0644));
	utmpxname("utmp");
	struct utmpx u = { .ut_type = USER_PROCESS, .ut_pid = 12, .ut_line = "tty1", .ut_id = "1", .ut_user = "someone" }, *found;
	u.ut_tv.tv_sec = 1000;
	setutxent();
	printf("%d\n", pututxline(&u) != 0);
	strcpy(u.ut_line, "tty2");
	strcpy(u.ut_id, "2");
	setutxent();
	pututxline(&u);
	strcpy(u.ut_user, "other");
	setutxent();
	pututxline(&u);
	setutxent();
	while ((found = getutxent())) printf("%d %d %s %s %s %d\n", found->ut_type, found->ut_pid, found->ut_line, found->ut_id, found->ut_user, (int)found->ut_tv.tv_sec);
	setutxent();
	found = getutxline(&u);
	printf("%s\n", found ? found->ut_user : "-");
	setutxent();
	u.ut_type = BOOT_TIME;
	printf("%d\n", getutxid(&u) == 0);
	endutxent();
}
