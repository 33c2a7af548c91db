#include "waiting/blocking.h"
#include <sys/resource.h>
// A thread that waits uses no CPU, and a process whose threads all wait uses none: less than 1 % over 2 s.
enum { SECONDS = 2, PERMILLE = 10 };
static struct place places[BLOCKING];
static double used[BLOCKING];

static double cpu(int who)
{
	struct rusage r;
	CHECK(!getrusage(who, &r));
	return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
}

static void *waits(void *arg)
{
	long i = (long)arg;
	double start = cpu(RUSAGE_THREAD);
	block(&places[i], &blocking[i]);
	used[i] = cpu(RUSAGE_THREAD) - start;
	return 0;
}

int main(void)
{
	blocking_setup();
	for (int i = 0; i < BLOCKING; i++) prepare(&places[i], &blocking[i]);
	for (long i = 0; i < BLOCKING; i++) CHECK(!pthread_create(&places[i].thread, 0, waits, (void *)i));
	for (int i = 0; i < BLOCKING; i++) CHECK(!until_waiting(&places[i]));
	double start = cpu(RUSAGE_SELF), began = seconds();
	msleep(SECONDS * 1000);
	double all = cpu(RUSAGE_SELF) - start, passed = seconds() - began;
	for (int i = 0; i < BLOCKING; i++) CHECK(!places[i].returned);
	for (int i = 0; i < BLOCKING; i++) blocking[i].wake(&places[i]);
	for (int i = 0; i < BLOCKING; i++) {
		CHECK(!pthread_join(places[i].thread, 0));
		if (!CHECK(used[i] < passed * PERMILLE / 1000)) printf("%s: %.4f s\n", blocking[i].name, used[i]);
		printf("%s: idle, %ld %s\n", blocking[i].name, places[i].result, ename(places[i].error));
		cleanup(&places[i], &blocking[i]);
	}
	if (!CHECK(all < passed * PERMILLE / 1000)) printf("all together: %.4f s\n", all);
	return done();
}
