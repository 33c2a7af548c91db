#include "waiting/blocking.h"
// The process ends with threads in every kind of call: by exit, exit_group, a signal, the return of main, exec;
// and does not end when main's thread alone does.
static struct place places[BLOCKING];
static void *waits(void *arg) { long i = (long)arg; block(&places[i], &blocking[i]); return 0; }
static void *way_out(void *arg)
{
	switch ((long)arg) {
	case 0: exit(10);
	case 1: syscall(SYS_exit_group, 11);
	case 2: kill(getpid(), SIGTERM); for (;;) pause();
	case 3: abort();
	case 4: *(volatile int *)16 = 1;
	case 5: execl("./prog", "prog", "exec", (char *)0);
	}
	return 0;
}
static void start(void)
{
	blocking_setup();
	for (int i = 0; i < BLOCKING; i++) prepare(&places[i], &blocking[i]);
	for (long i = 0; i < BLOCKING; i++) CHECK(!pthread_create(&places[i].thread, 0, waits, (void *)i));
	for (int i = 0; i < BLOCKING; i++) CHECK(!until_waiting(&places[i]));
}
static void run(const char *what, long way, int in_thread)
{
	int st;
	pid_t p = fork();
	if (!p) {
		pthread_t t;
		start();
		if (!in_thread) way_out((void *)way);
		else if (pthread_create(&t, 0, way_out, (void *)way)) _exit(1);
		for (;;) pause();
	}
	CHECK(waitpid(p, &st, 0) == p);
	printf("%s in %s: ", what, in_thread ? "a thread" : "main");
	status("it", st);
}
static void *waker_of_all(void *arg)
{
	pthread_t main_thread = *(pthread_t *)arg;
	pthread_join(main_thread, 0);
	for (int i = 0; i < BLOCKING; i++) {
		blocking[i].wake(&places[i]);
		pthread_join(places[i].thread, 0);
		CHECK(places[i].returned);
	}
	write(1, "all were woken\n", 15);
	exit(check_failures ? 1 : 33);
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "exit", "exit_group", "SIGTERM", "abort", "a fault", "exec" };
	int st;
	if (argc > 1) { puts("after exec"); return 15; }
	for (int i = 0; i < 6; i++) { run(names[i], i, 0); run(names[i], i, 1); }
	pid_t p = fork();
	if (!p) {
		static pthread_t self;
		pthread_t t;
		start();
		self = pthread_self();
		pthread_create(&t, 0, waker_of_all, &self);
		pthread_exit(0);
	}
	CHECK(waitpid(p, &st, 0) == p);
	status("main's thread ends alone", st);
	CHECK(WIFEXITED(st) && WEXITSTATUS(st) == 33);
	return done();
}
