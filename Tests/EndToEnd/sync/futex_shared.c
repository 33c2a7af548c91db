#include "sync/futex.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
// Private and shared futexes do not meet, except where they are the same; shared ones are known by what is mapped.
static int word;
static volatile int tid, flags;
static int *place;
static volatile long result;
static void *waits(void *arg) { tid = gettid(); result = FUTEX(place, FUTEX_WAIT | flags, 0, 0, 0, 0); return 0; }
static void start(pthread_t *t, int *p, int f)
{
	tid = 0, place = p, flags = f;
	CHECK(!pthread_create(t, 0, waits, 0));
	while (!tid) sched_yield();
	CHECK(!asleep(tid));
}
static long wake(int *p, int f) { return FUTEX(p, FUTEX_WAKE | f, 10, 0, 0, 0); }
static void until_asleep(pid_t pid)
{
	char path[64], stat[256] = "";
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	for (;;) {
		int fd = open(path, O_RDONLY), n = read(fd, stat, 255);
		close(fd);
		stat[n > 0 ? n : 0] = 0;
		char *s = strrchr(stat, ')');
		if (!s || s[2] == 'S') return;
		msleep(1);
	}
}

int main(void)
{
	pthread_t t;
	int st;
	start(&t, &word, FUTEX_PRIVATE);
	show("shared wake of a private wait", wake(&word, 0));
	show("private wake of it", wake(&word, FUTEX_PRIVATE));
	pthread_join(t, 0);
	start(&t, &word, 0);
	show("private wake of a shared wait", wake(&word, FUTEX_PRIVATE));
	show("shared wake of it", wake(&word, 0));
	pthread_join(t, 0);

	int fd = memfd_create("words", MFD_CLOEXEC);
	ftruncate(fd, 4096);
	int *a = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	int *b = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(a != b && a != MAP_FAILED && b != MAP_FAILED);
	start(&t, a + 3, 0);
	show("wake by another word", wake(b + 4, 0));
	show("wake by another mapping", wake(b + 3, 0));
	pthread_join(t, 0);
	start(&t, a + 3, FUTEX_PRIVATE);
	show("private wake by another mapping", wake(b + 3, FUTEX_PRIVATE));
	show("private wake by its own", wake(a + 3, FUTEX_PRIVATE));
	pthread_join(t, 0);
	start(&t, a + 3, 0);
	show("shared requeue", FUTEX(b + 3, FUTEX_REQUEUE, 0, 5, a + 5, 0));
	show("wake there", wake(b + 5, 0));
	pthread_join(t, 0);

	// Of two processes: through a file, and through anonymous memory.
	int *c = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int *words[] = { a, b, c };
	for (int i = 0; i < 3; i++) {
		pid_t p = fork();
		if (!p) _exit(FUTEX(words[i], FUTEX_WAIT, 0, 0, 0, 0) ? 1 : 7);
		until_asleep(p);
		show("private wake of another process", wake(words[i], FUTEX_PRIVATE));
		show("wake of another process", wake(i == 0 ? b : i == 1 ? a : c, 0));
		CHECK(waitpid(p, &st, 0) == p);
		status("it", st);
	}
	// Private memory is each process's own after fork, even for shared calls.
	pid_t p = fork();
	if (!p) _exit(FUTEX(&word, FUTEX_WAIT, 0, &(struct timespec){ 0, 100000000 }, 0, 0) == -1 && errno == ETIMEDOUT ? 8 : 1);
	until_asleep(p);
	show("wake of the parent's copy", wake(&word, 0));
	CHECK(waitpid(p, &st, 0) == p);
	status("it", st);

	// What libc makes of it: 2,000 turns of a shared semaphore, mutex and condition.
	struct { sem_t ping, pong; pthread_mutex_t m; pthread_cond_t c; int turn; } *s = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t ma;
	pthread_condattr_t ca;
	pthread_mutexattr_init(&ma);
	pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
	pthread_condattr_init(&ca);
	pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
	CHECK(!sem_init(&s->ping, 1, 0) && !sem_init(&s->pong, 1, 0) && !pthread_mutex_init(&s->m, &ma) && !pthread_cond_init(&s->c, &ca));
	enum { TURNS = 2000 };
	p = fork();
	for (int i = 0; i < TURNS; i++) {
		if (p) CHECK(!sem_post(&s->ping) && !sem_wait(&s->pong));
		else CHECK(!sem_wait(&s->ping) && !sem_post(&s->pong));
	}
	for (int i = 0; i < TURNS; i++) {
		pthread_mutex_lock(&s->m);
		while (s->turn % 2 != !p) pthread_cond_wait(&s->c, &s->m);
		s->turn++;
		pthread_cond_signal(&s->c);
		pthread_mutex_unlock(&s->m);
	}
	if (!p) _exit(check_failures);
	CHECK(waitpid(p, &st, 0) == p);
	status("2,000 turns", st);
	printf("turn %d\n", s->turn);
	return done();
}
