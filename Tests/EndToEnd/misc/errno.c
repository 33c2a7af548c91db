#include "check.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
// errno: set by every kind of failing call, kept by those that succeed, per thread, saved around handlers.
static volatile int stop, hits;
static void handler(int sig) { int e = errno; close(-1); errno = e; hits++; }
static void *noise(void *arg)
{
	while (!stop) { errno = 0; if (open("/no/such", O_RDONLY) != -1 || errno != ENOENT) { CHECK(!"ENOENT"); break; } }
	return 0;
}
int main(void)
{
	pthread_t t[3];
	struct stat st;
	struct utsname u;
	struct timespec ts;
	CHECK(errno == 0);
	for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, noise, 0);
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &sa, 0);
	ualarm(300, 300);
	for (int i = 0; i < 3000; i++) {
		errno = 0;
		int a = close(-1), ea = errno, b = stat("none", &st), eb = errno, c = chdir("/dev/null"), ec = errno, d = kill(1 << 28, 0), ed = errno;
		if (a != -1 || b != -1 || c != -1 || d != -1 || ea != EBADF || eb != ENOENT || ec != ENOTDIR || ed != ESRCH) { CHECK(!"own errors"); break; }
		errno = ELOOP;
		getpid(); getppid(); getuid(); uname(&u); clock_gettime(CLOCK_MONOTONIC, &ts); time(0); gettid(); umask(022);
		free(malloc(i * 50));
		if (errno != ELOOP) { CHECK(!"kept by success"); break; }
	}
	ualarm(0, 0);
	stop = 1;
	for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
	CHECK(hits > 0);
	errno = 0;
	int fds[2];
	CHECK(!pipe(fds));
	show("lseek of a pipe", lseek(fds[0], 0, SEEK_CUR));
	void *p = mmap((void *)0x100000000, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(p != MAP_FAILED);
	errno = 0;
	setpriority(PRIO_PROCESS, 0, 1);
	int low = getpriority(PRIO_PROCESS, 0);
	printf("priority %d %s\n", low, ename(errno));
	errno = 0;
	perror("perror");
	errno = ENOENT;
	perror("perror");
	perror(0);
	return done();
}
