// Writers that block because there is no room, and threads that wait for a semaphore, a lock, a condition, a futex or a signal.
#include <poll.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <time.h>
#include "waking.h"

static void fill_up(struct scene *s)
{
	uint64_t most = -3;
	fcntl(s->w, F_SETFL, O_NONBLOCK);
	if (s->thing == EVENT || s->thing == SEMAPHORE) write(s->w, &most, 8);
	else for (long r; (r = write(s->w, source(1000, 0, GOOD), 1000)) > 0; s->filled += r);
	fcntl(s->w, F_SETFL, 0);
}

// Reads until the writer is through and nothing is left.
static void *make_room(void *arg)
{
	struct scene *s = arg;
	static char to[LARGEST];
	if (s->how != ATONCE) until_asleep(s);
	if (s->how == CLOSE && s->thing != EVENT && s->thing != SEMAPHORE) return close(s->r), s->r = -1, (void *)0;
	if (s->how == INTERRUPT || s->how == RESTART) interrupt(s);
	s->filled = 0;
	for (;;) {
		int was = s->finished;
		struct pollfd p = { .fd = s->r, .events = POLLIN };
		long r = poll(&p, 1, 0) != 1 || (s->thing == SEMAPHORE && was) ? 0 : read(s->r, to, sizeof to);
		if (r > 0) s->filled += r;
		else if (was) return 0;
		else sched_yield();
	}
}

static void block_writing(struct scene *s)
{
	struct pollfd p = { .fd = s->w, .events = POLLOUT };
	uint64_t few = 5;
	s->started = 1;
	if (s->call) say(" %d", poll(&p, 1, -1));
	else if (s->thing == EVENT || s->thing == SEMAPHORE) result(write(s->w, &few, 8));
	else result(write(s->w, source(s->n, 0, GOOD), s->n));
}

static void do_wakewrite(const long *a)
{
	struct scene scene, *s = &scene;
	if (open_scene(s, a[0] == FIFO ? PIPE : a[0] == TIMER ? EVENT : a[0])) return close_scene(s), say(" no descriptors");
	s->call = a[1], s->how = a[2] == SHUTDOWN ? WRITE : a[2], s->n = a[3];
	if (s->thing == PIPE && s->n % 3 == 0) s->n *= 60;
	fill_up(s);
	long filled = s->filled;
	act(s, make_room, block_writing);
	if (s->r >= 0 && s->thing >= STREAM && s->thing <= SEQPACKETS) say(" %ld", s->filled - filled);
	close_scene(s);
}

enum { FUTEXWAIT = 128, FUTEXWAKE };
enum { SEM, COND, FUTEX, MUTEX, SIGNAL };
static sem_t sem;
static pthread_mutex_t mutex;
static pthread_cond_t cond;
static volatile int word;

static void *post(void *arg)
{
	struct scene *s = arg;
	while (!s->started) sched_yield();
	if (s->how != ATONCE) until_asleep(s);
	if (s->how == INTERRUPT || s->how == RESTART) interrupt(s);
	switch (s->thing) {
	case SEM: sem_post(&sem); break;
	case COND: pthread_mutex_lock(&mutex), word = 1, pthread_mutex_unlock(&mutex), pthread_cond_signal(&cond); break;
	case FUTEX: word = 1, syscall(SYS_futex, &word, FUTEXWAKE, 1, 0, 0, 0); break;
	case MUTEX: pthread_mutex_unlock(&mutex); break;
	case SIGNAL: pthread_kill(s->sleeper, signals[5]); break;
	}
	return 0;
}

static void wait_signal(struct scene *s)
{
	sigset_t set, old;
	siginfo_t i = { 0 };
	to_set(&set, 32);
	pthread_sigmask(SIG_BLOCK, &set, &old);
	s->started = 1;
	while (result(sigtimedwait(&set, &i, &(struct timespec){ .tv_sec = 1000 })) < 0 && errno == EINTR);
	say(" code %d", i.si_code);
	pthread_sigmask(SIG_SETMASK, &old, 0);
}

static void wait_condition(struct scene *s)
{
	pthread_mutex_lock(&mutex);
	s->started = 1;
	while (!word) pthread_cond_wait(&cond, &mutex);
	result(pthread_mutex_unlock(&mutex));
}

static void wait_thread(struct scene *s)
{
	switch (s->thing) {
	case SIGNAL: return wait_signal(s);
	case COND: return wait_condition(s);
	case SEM: s->started = 1; result(sem_wait(&sem)); return;
	case MUTEX: s->started = 1; result(pthread_mutex_lock(&mutex)); return;
	case FUTEX:
		s->started = 1;
		long r = syscall(SYS_futex, &word, FUTEXWAIT, 0, 0, 0, 0);
		if (s->how != ATONCE) result(r);
	}
}

static void do_sync(const long *a)
{
	struct scene scene, *s = &scene;
	set_scene(s);
	s->thing = a[0], s->how = a[1];
	word = 0;
	sem_init(&sem, 0, 0);
	pthread_mutex_init(&mutex, 0);
	pthread_cond_init(&cond, 0);
	if (s->thing == MUTEX) pthread_mutex_lock(&mutex);
	act(s, post, wait_thread);
}

static const struct call calls[] = {
	{ "wakewrite", C_THREAD, 2, "thing@thing poll@bit how@waker n@few", do_wakewrite },
	{ "sync", C_THREAD, 2, "what@sync how@waker", do_sync },
};
const struct family blocking_calls = { calls, LENGTH(calls) };
