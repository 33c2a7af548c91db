#include "check.h"
#include <pthread.h>
// exit_group with many threads: the status is kept, whoever ends the process and wherever the others are.
static int how;
static int fds[2];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t ready;

static void *worker(void *arg)
{
	char c;
	pthread_barrier_wait(&ready);
	switch ((long)arg % 6) {
	case 0: read(fds[0], &c, 1); break;
	case 1: pthread_mutex_lock(&lock); pthread_cond_wait(&cond, &lock); break;
	case 2: for (;;) free(malloc(64)); break;
	case 3: pause(); break;
	case 4: for (;;) getpid(); break;
	case 5: sleep(100); break;
	}
	return 0;
}

static void *ender(void *arg)
{
	pthread_barrier_wait(&ready);
	msleep(2);
	switch (how) {
	case 0: _exit(41);
	case 1: syscall(SYS_exit_group, 42); break;
	case 2: exit(43); break;
	case 3: abort();
	case 4: raise(SIGTERM); break;
	case 5: *(volatile int *)8 = 1;
	}
	return 0;
}

static void ran(void) { write(1, "atexit\n", 7); }

static void child(void)
{
	pthread_t t[12];
	pipe(fds);
	atexit(ran);
	pthread_barrier_init(&ready, 0, 14);
	for (long i = 0; i < 12; i++) CHECK(!pthread_create(&t[i], 0, worker, (void *)i));
	pthread_t e;
	pthread_create(&e, 0, how == 6 ? worker : ender, (void *)3);
	pthread_barrier_wait(&ready);
	if (how == 6) exit(46);
	pthread_join(e, 0);
	_exit(99);
}

static void all_end(void)
{
	pthread_attr_t a;
	pthread_t t;
	pthread_attr_init(&a);
	pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	atexit(ran);
	pthread_barrier_init(&ready, 0, 1);
	how = 100;
	pthread_create(&t, &a, ender, 0);
	pthread_exit(0);
}

int main(void)
{
	static const char *names[] = { "_exit in a thread", "exit_group by number", "exit in a thread", "abort in a thread",
		"signal", "fault in a thread", "exit in main" };
	for (how = 0; how < 7; how++) in_child(names[how], child);
	in_child("last thread gone", all_end);
	return done();
}
