#include "waiting/blocking.h"
// A process stopped and continued while its threads are in every kind of call: signal(7) says which of them notice.
static struct place places[BLOCKING];
static void *waits(void *arg) { long i = (long)arg; block(&places[i], &blocking[i]); return 0; }
static int to_parent[2], to_child[2];
static void tell(int fd, char c) { CHECK(write(fd, &c, 1) == 1); }
static void hear(int fd, char c) { char d = 0; CHECK(read(fd, &d, 1) == 1 && c == d); }

static void child(void)
{
	blocking_setup();
	for (int i = 0; i < BLOCKING; i++) prepare(&places[i], &blocking[i]);
	for (long i = 0; i < BLOCKING; i++) CHECK(!pthread_create(&places[i].thread, 0, waits, (void *)i));
	for (int i = 0; i < BLOCKING; i++) CHECK(!until_waiting(&places[i]));
	tell(to_parent[1], 'w');
	hear(to_child[0], 'c');
	for (int i = 0; i < BLOCKING; i++) {
		int on = !until_waiting(&places[i]);
		if (on) blocking[i].wake(&places[i]);
		pthread_join(places[i].thread, 0);
		printf("%s: %s%ld %s\n", blocking[i].name, on ? "went on, " : "", places[i].result, ename(places[i].error));
		cleanup(&places[i], &blocking[i]);
	}
	exit(done());
}

int main(void)
{
	int st;
	CHECK(!pipe(to_parent) && !pipe(to_child));
	pid_t p = fork();
	if (!p) child();
	hear(to_parent[0], 'w');
	for (int i = 0; i < 3; i++) {
		CHECK(!kill(p, SIGSTOP) && waitpid(p, &st, WUNTRACED) == p);
		status("child", st);
		CHECK(!kill(p, SIGCONT) && waitpid(p, &st, WCONTINUED) == p);
		status("child", st);
	}
	tell(to_child[1], 'c');
	CHECK(waitpid(p, &st, 0) == p);
	status("child", st);
	return WEXITSTATUS(st) | done();
}
