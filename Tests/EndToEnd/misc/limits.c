#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
// sysconf, pathconf, resource limits and what they do, priorities, scheduling, sysinfo, getloadavg.
static void size(void)
{
	struct rlimit r = { 1000, 1000 };
	setrlimit(RLIMIT_FSIZE, &r);
	int fd = open("big", O_RDWR | O_CREAT, 0600);
	char b[2000] = "";
	show("write up to the limit", write(fd, b, sizeof b));
	signal(SIGXFSZ, SIG_IGN);
	show("write over the limit", write(fd, b, 1));
	show("ftruncate over the limit", ftruncate(fd, 5000));
	signal(SIGXFSZ, SIG_DFL);
	write(fd, b, 1);
}
static void processes(void)
{
	if (!getuid()) CHECK(!setgid(4321) && !setuid(4321));
	struct rlimit r = { 0, 0 };
	pthread_t t;
	setrlimit(RLIMIT_NPROC, &r);
	show("fork", fork());
	code("pthread_create", pthread_create(&t, 0, (void *(*)(void *))processes, 0));
	r.rlim_max = RLIM_INFINITY;
	show("raise a hard limit", setrlimit(RLIMIT_NPROC, &r));
	show("nice", nice(-5));
}
int main(void)
{
	struct rlimit r, q;
	printf("%ld %ld %ld %ld\n", sysconf(_SC_PAGESIZE), sysconf(_SC_CLK_TCK), sysconf(_SC_VERSION), sysconf(_SC_THREADS));
	cpu_set_t s;
	CHECK(!sched_getaffinity(0, sizeof s, &s) && sysconf(_SC_NPROCESSORS_ONLN) == CPU_COUNT(&s) && sysconf(_SC_PHYS_PAGES) > 0);
	errno = 0;
	long v = sysconf(9999);
	printf("%ld %s\n", v, ename(errno));
	printf("%ld %ld\n", pathconf(".", _PC_NAME_MAX), pathconf(".", _PC_PIPE_BUF));
	char b[100];
	printf("%zu\n", confstr(_CS_PATH, b, sizeof b));
	CHECK(!getrlimit(RLIMIT_NOFILE, &r) && sysconf(_SC_OPEN_MAX) == (long)r.rlim_cur);
	r.rlim_cur = 50;
	CHECK(!setrlimit(RLIMIT_NOFILE, &r) && !getrlimit(RLIMIT_NOFILE, &q) && q.rlim_cur == 50 && q.rlim_max == r.rlim_max);
	CHECK(!prlimit(0, RLIMIT_NOFILE, 0, &q) && q.rlim_cur == 50);
	r.rlim_cur = r.rlim_max;
	r.rlim_max--;
	show("soft over hard", setrlimit(RLIMIT_NOFILE, &r));
	show("bad resource", getrlimit(99, &r));
	in_child("RLIMIT_FSIZE", size);
	in_child("RLIMIT_NPROC", processes);
	errno = 0;
	printf("priority %d", getpriority(PRIO_PROCESS, 0));
	puts("");
	show("bad which", getpriority(99, 0));
	show("setpriority", setpriority(PRIO_PROCESS, 0, 5));
	printf("%d", getpriority(PRIO_PROCESS, 0));
	printf(" nice %d\n", nice(2));
	show("policy", sched_getscheduler(0));
	printf("fifo priorities %d %d\n", sched_get_priority_min(SCHED_FIFO), sched_get_priority_max(SCHED_FIFO));
	struct timespec t;
	show("interval", sched_rr_get_interval(0, &t));
	struct sysinfo si;
	CHECK(!sysinfo(&si) && si.uptime > 0 && si.totalram > 0 && si.procs > 0);
	double l[3];
	CHECK(getloadavg(l, 3) == 3);
	return done();
}
