/* vdso */
/* run: dynamic static static-pie loader */
#include "check.h"
#include <pthread.h>
// Every clock id, good and bad: the call, the raw call, the resolution, and that it moves as it should.
static void one(clockid_t c)
{
	struct timespec a = { -1, -1 }, b = { -1, -1 }, r = { -1, -1 };
	errno = 0;
	int x = clock_gettime(c, &a), e = errno;
	errno = 0;
	int y = syscall(SYS_clock_gettime, c, &b), f = errno;
	errno = 0;
	int z = clock_getres(c, &r);
	printf("clock %d: %d %s, raw %d %s, res %d %s", c, x, ename(x ? e : 0), y, ename(y ? f : 0), z, ename(z ? errno : 0));
	if (!z) printf(" %lld.%09ld", (long long)r.tv_sec, r.tv_nsec);
	puts("");
	CHECK(z || !clock_getres(c, 0));
	if (x || y) return;
	CHECK(a.tv_nsec >= 0 && a.tv_nsec < 1000000000 && b.tv_nsec >= 0 && b.tv_nsec < 1000000000);
	CHECK(b.tv_sec > a.tv_sec || (b.tv_sec == a.tv_sec && b.tv_nsec >= a.tv_nsec));
	CHECK(b.tv_sec - a.tv_sec < 10);
}
static double now(clockid_t c) { struct timespec t = { 0 }; clock_gettime(c, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
static double raw(clockid_t c) { struct timespec t = { 0 }; syscall(SYS_clock_gettime, c, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
static void *burn(void *arg) { while (now(CLOCK_THREAD_CPUTIME_ID) < 0.03); return 0; }

int main(void)
{
	for (int c = -1; c <= 20; c++) one(c);
	static const int more[] = { INT_MAX, INT_MIN, 100, -6, -7, -5, -1000, 0x40000000 };
	for (size_t i = 0; i < sizeof more / sizeof *more; i++) one(more[i]);
	// All sources of the wall clock agree; gettimeofday, time and the raw forms of each.
	struct timeval tv, tw;
	time_t t, u;
	for (int i = 0; i < 1000; i++) {
		double a = now(CLOCK_REALTIME), b, c;
		gettimeofday(&tv, 0); b = tv.tv_sec + tv.tv_usec * 1e-6;
		syscall(SYS_gettimeofday, &tw, 0); c = tw.tv_sec + tw.tv_usec * 1e-6;
		t = time(&u);
		double d = raw(CLOCK_REALTIME);
		if (!(b >= a - 2e-6 && c >= b - 2e-6 && d >= c - 2e-6 && d - a < 5)) { CHECK(!"wall clocks agree"); break; }
		// The coarse clocks may be a tick behind.
		if (!(t == u && t >= (time_t)a - 1 && t <= (time_t)d)) { CHECK(!"time agrees"); break; }
		if (!(now(CLOCK_REALTIME_COARSE) >= a - 1)) { CHECK(!"coarse clock agrees"); break; }
		a = now(CLOCK_MONOTONIC), b = raw(CLOCK_MONOTONIC), c = now(CLOCK_MONOTONIC);
		if (!(a <= b && b <= c)) { CHECK(!"monotonic clocks agree"); break; }
	}
	CHECK(syscall(SYS_time, 0) - time(0) <= 0 && time(0) - syscall(SYS_time, 0) <= 1);
	CHECK(now(CLOCK_BOOTTIME) >= now(CLOCK_MONOTONIC) - 1e-3 || now(CLOCK_BOOTTIME) > 0);
	// CPU clocks: of the thread, of the process, of another process and thread by id.
	pthread_t th;
	clockid_t id;
	double p0 = now(CLOCK_PROCESS_CPUTIME_ID), t0 = now(CLOCK_THREAD_CPUTIME_ID);
	pthread_create(&th, 0, burn, 0);
	code("pthread_getcpuclockid", pthread_getcpuclockid(th, &id));
	pthread_join(th, 0);
	CHECK(now(CLOCK_PROCESS_CPUTIME_ID) - p0 >= 0.029);
	CHECK(now(CLOCK_THREAD_CPUTIME_ID) - t0 < now(CLOCK_PROCESS_CPUTIME_ID) - p0);
	pid_t child = fork();
	if (!child) { CHECK(now(CLOCK_PROCESS_CPUTIME_ID) < p0 + 0.02); burn(0); pause(); }
	code("clock_getcpuclockid", clock_getcpuclockid(child, &id));
	double start = seconds();
	while (now(id) < 0.03 && seconds() - start < 10) msleep(1);
	CHECK(now(id) >= 0.03);
	kill(child, SIGKILL);
	waitpid(child, 0, 0);
	code("clock_getcpuclockid of nobody", clock_getcpuclockid(0x3fffff, &id));
	CHECK(!clock_getcpuclockid(0, &id) && now(id) > 0);
	pthread_getcpuclockid(pthread_self(), &id);
	CHECK(now(id) > 0 && now(id) <= now(CLOCK_THREAD_CPUTIME_ID));
	CHECK(clock() != (clock_t)-1);
	return done();
}
