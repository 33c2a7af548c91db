#include "check.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/random.h>
// getrandom, getentropy and the devices: sizes, flags, bad memory; threads, children and repeats never get the same.
#ifndef GRND_INSECURE
#define GRND_INSECURE 4
#endif
#define SAMPLES 64
static uint64_t (*seen)[SAMPLES][2];
static char buf[300000];
static void fill(int who)
{
	int u = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	for (int i = 0; i < SAMPLES; i++)
		CHECK((i % 3 == 0 ? read(u, seen[who][i], 16) : i % 3 == 1 ? getrandom(seen[who][i], 16, 0) : getentropy(seen[who][i], 16) ? -1 : 16) == 16);
	close(u);
}
static void *thread(void *arg) { fill((intptr_t)arg); return 0; }
static int by_value(const void *a, const void *b) { return memcmp(a, b, 16); }
static void look(const char *what, long n)
{
	// That many bytes are changed and no more, and they have about as many ones as zeros.
	long ones = 0, after = 0;
	for (long i = 0; i < n; i++) ones += __builtin_popcount((unsigned char)buf[i]);
	for (long i = n < 0 ? 0 : n; i < (n < 0 ? 0 : n) + 64; i++) after += buf[i] != 0;
	printf("%s: %ld %s", what, n, n < 0 ? ename(errno) : "");
	if (n >= 1024) printf(", ones %d", ones > n * 8 * 0.47 && ones < n * 8 * 0.53);
	printf(", behind it %ld\n", after);
	memset(buf, 0, sizeof buf);
}
int main(void)
{
	static const long sizes[] = { 0, 1, 8, 31, 32, 33, 255, 256, 257, 4096, 65536, 200000 };
	for (int i = 0; i < 12; i++) look("0", getrandom(buf, sizes[i], 0));
	for (int i = 0; i < 12; i++) look("GRND_NONBLOCK", getrandom(buf, sizes[i], GRND_NONBLOCK));
	for (int i = 0; i < 9; i++) look("GRND_RANDOM", getrandom(buf, sizes[i], GRND_RANDOM));
	for (int i = 0; i < 9; i++) look("GRND_INSECURE", getrandom(buf, sizes[i], GRND_INSECURE));
	look("both", getrandom(buf, 100, GRND_NONBLOCK | GRND_RANDOM));
	look("RANDOM and INSECURE", getrandom(buf, 100, GRND_RANDOM | GRND_INSECURE));
	look("unknown", getrandom(buf, 100, 8));
	look("unknown", getrandom(buf, 0, -1));
	look("unknown and bad", getrandom((void *)8, 100, 16));
	look("bad", getrandom((void *)8, 100, 0));
	look("NULL", getrandom(0, 1, 0));
	look("bad of nothing", getrandom((void *)8, 0, 0));
	look("beyond all", getrandom((void *)-4096L, 100, 0));
	char *m = mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *edge = m + 2 * 4096;
	mprotect(edge, 4096, PROT_NONE);
	look("over the edge", getrandom(edge - 10, 100, 0));
	look("a page over the edge", getrandom(edge - 4196, 5000, 0));
	look("INT_MAX over the edge", getrandom(edge - 100, INT_MAX, 0));
	look("-1 over the edge", getrandom(edge - 100, -1, 0));
	code("getentropy 256", getentropy(buf, 256) ? errno : 0);
	code("getentropy 257", getentropy(buf, 257) ? errno : 0);
	code("getentropy bad", syscall(SYS_getrandom, 8, 10, 0) < 0 ? errno : 0);
	// 4 threads, then 20 children and their parent, a child of vfork, a child's child, after buffered use.
	seen = mmap(0, 64 * sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_t t[4];
	int who = 0, st;
	for (intptr_t i = 0; i < 4; i++) pthread_create(&t[i], 0, thread, (void *)i);
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	who = 4;
	for (int i = 0; i < 10; i++) {
		pid_t c = fork();
		if (!c) {
			fill(who);
			pid_t d = fork();
			fill(d ? who + 1 : who + 2);
			if (d) waitpid(d, 0, 0);
			_exit(0);
		}
		fill(who + 3);
		CHECK(waitpid(c, &st, 0) == c && !st);
		who += 4;
	}
	pid_t c = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	if (!c) { fill(who); _exit(0); }
	fill(who + 1);
	CHECK(waitpid(c, &st, 0) == c && !st);
	who += 2;
	c = vfork();
	if (!c) { getrandom(seen[who][0], 16, 0); _exit(0); }
	waitpid(c, &st, 0);
	fill(who + 1);
	for (int i = 1; i < SAMPLES; i++) getrandom(seen[who][i], 16, 0);
	who += 2;
	qsort(seen, who * SAMPLES, 16, by_value);
	int same = 0;
	uint64_t (*flat)[2] = (void *)seen;
	for (int i = 1; i < who * SAMPLES; i++) same += !memcmp(flat[i - 1], flat[i], 16);
	printf("%d values, %d the same\n", who * SAMPLES, same);
	return done();
}
