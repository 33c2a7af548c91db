#include "check.h"
#include <pthread.h>
// exec from a thread that is not the first: the process keeps its pid, and the new main thread's tid is that pid.
static pid_t me;
static void *blocked(void *arg) { pause(); return 0; }

static void *execs(void *arg)
{
	char number[16];
	CHECK(gettid() != me && getpid() == me);
	snprintf(number, sizeof number, "%d", me);
	execl("./prog", "./prog", number, (char *)0);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		CHECK(getpid() == atoi(argv[1]) && gettid() == getpid());
		pthread_t t;
		CHECK(!pthread_create(&t, 0, blocked, 0));
		CHECK(!pthread_cancel(t) && !pthread_join(t, 0));
		puts("executed from a thread");
		return done();
	}
	pthread_t t[4];
	me = getpid();
	for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, blocked, 0);
	pthread_create(&t[3], 0, execs, 0);
	pthread_join(t[3], 0);
	return 1;
}
