/* args: 3 */
#include "waiting/blocking.h"
#include <sys/time.h>
#include <sys/mman.h>
// SIGALRM every 50 us, from setitimer and from a timer of each thread, over blocking and non-blocking calls at once:
// every byte, count and sum comes out right. The argument is the seconds; a long run takes 60.
static double until;
static volatile long alarms;
static volatile int broken;
static struct place q[10];
#define BAD(c) do if (c) { if (!__atomic_exchange_n(&broken, __LINE__, __ATOMIC_SEQ_CST)) printf("line %d: %s (errno %s)\n", __LINE__, #c, ename(errno)); return 0; } while (0)

static void alarmed(int sig)
{
	int e = errno;
	__atomic_add_fetch(&alarms, 1, __ATOMIC_RELAXED);
	errno = e;
}
static int over(void) { return broken || seconds() > until; }
static unsigned char byte(unsigned long at) { return at * 131 + (at >> 8) * 7 + (at >> 16); }

// Streams: a writer with blocks of changing length, a reader with others; interrupted calls are made again or go on.
static ssize_t all(int writes, int fd, unsigned char *b, size_t n)
{
	size_t done = 0;
	while (done < n) {
		ssize_t r = writes ? write(fd, b + done, n - done) : read(fd, b + done, n - done);
		if (r < 0 && errno == EINTR) continue;
		if (r < 0) return -1;
		if (!r) break;
		done += r;
	}
	return done;
}
static void *stream_writer(void *arg)
{
	struct place *p = arg;
	unsigned char b[5000];
	unsigned long at = 0, x = 1;
	while (!over()) {
		x = x * 6364136223846793005 + 1442695040888963407;
		size_t n = 1 + (x >> 33) % sizeof b;
		if (x >> 62) n = 1 + n % 64;
		for (size_t i = 0; i < n; i++) b[i] = byte(at + i);
		BAD(all(1, p->fd[1], b, n) != (ssize_t)n);
		at += n;
	}
	unsigned char end[16] = { 0 };
	p->result = at;
	p->returned = 1;
	all(1, p->fd[1], end, 16);
	return 0;
}
static void *stream_reader(void *arg)
{
	struct place *p = arg;
	unsigned char b[3000];
	unsigned long at = 0, x = 7;
	while (!p->returned || at < (unsigned long)p->result) {
		x = x * 6364136223846793005 + 1442695040888963407;
		size_t n = 1 + (x >> 33) % sizeof b, limit = p->returned ? p->result - at : -1ul;
		ssize_t r = read(p->fd[0], b, n);
		if (r < 0 && errno == EINTR) continue;
		BAD(r <= 0);
		for (ssize_t i = 0; i < r && i < (ssize_t)limit; i++) {
			if (b[i] == byte(at + i)) continue;
			// Only the end may look different, and then the writer has said so.
			BAD(!p->returned || at + i < (unsigned long)p->result);
			break;
		}
		at += r;
		if (broken) return 0;
	}
	return 0;
}

// Records, each whole, in order, none lost or twice: eventfd counts beside, poll and epoll as the reader's wait.
static void *record_writer(void *arg)
{
	struct place *p = arg;
	unsigned long n = 0;
	do {
		unsigned long v[2] = { ++n, ~n };
		if (over()) v[0] = 0;
		ssize_t r;
		while ((r = write(p->fd[1], v, 16)) < 0 && errno == EINTR);
		BAD(r != 16);
		if (!v[0]) return 0;
	} while (1);
}
static int wait_poll(struct place *p) { struct pollfd f = { p->fd[0], POLLIN }; return poll(&f, 1, 50); }
static int wait_select(struct place *p) { fd_set s; FD_ZERO(&s); FD_SET(p->fd[0], &s); return select(p->fd[0] + 1, &s, 0, 0, &(struct timeval){ 0, 50000 }); }
static int wait_epoll(struct place *p) { struct epoll_event e; return epoll_wait(p->fd[2], &e, 1, 50); }
static void *record_reader(void *arg, int (*wait)(struct place *))
{
	struct place *p = arg;
	for (unsigned long n = 1;; n++) {
		unsigned long v[3] = { 0 };
		ssize_t r;
		for (;;) {
			int ready = wait ? wait(p) : 1;
			BAD(ready < 0 && errno != EINTR);
			if (ready <= 0) continue;
			r = read(p->fd[0], v, 16);
			if (r >= 0 || (errno != EINTR && errno != EAGAIN)) break;
		}
		BAD(r != 16 || (v[0] && (v[0] != n || v[1] != ~n)));
		if (!v[0] || broken) return 0;
	}
}
static void *plain_reader(void *arg) { return record_reader(arg, 0); }
static void *poll_reader(void *arg) { return record_reader(arg, wait_poll); }
static void *select_reader(void *arg) { return record_reader(arg, wait_select); }
static void *epoll_reader(void *arg) { return record_reader(arg, wait_epoll); }

static void *counter_adder(void *arg)
{
	struct place *p = arg;
	unsigned long sum = 0;
	for (unsigned long i = 1; !over(); i++) {
		uint64_t v = i % 1000 + 1;
		ssize_t r;
		while ((r = write(p->fd[0], &v, 8)) < 0 && errno == EINTR);
		BAD(r != 8);
		sum += v;
	}
	p->result = sum;
	__atomic_store_n(&p->returned, 1, __ATOMIC_SEQ_CST);
	uint64_t v = 1;
	while (write(p->fd[0], &v, 8) < 0 && errno == EINTR);
	return 0;
}
static void *counter_taker(void *arg)
{
	struct place *p = arg;
	uint64_t sum = 0, v;
	while (!__atomic_load_n(&p->returned, __ATOMIC_SEQ_CST) || sum != (uint64_t)p->result + 1) {
		ssize_t r = read(p->fd[0], &v, 8);
		if (r < 0 && errno == EINTR) continue;
		BAD(r != 8 || !v || broken);
		sum += v;
		BAD(p->returned && sum > (uint64_t)p->result + 1);
	}
	return 0;
}

// Locks: a count under a mutex, turns by condition and semaphore.
static volatile long guarded, turns;
static void *locker(void *arg)
{
	struct place *p = arg;
	long n = 0;
	for (; !over(); n++) {
		int e;
		pthread_mutex_lock(&p->mutex);
		guarded++;
		while (p->word && !broken) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); t.tv_sec += 5; e = pthread_cond_timedwait(&p->cond, &p->mutex, &t); if (e == ETIMEDOUT) broken = __LINE__; }
		p->word = 1;
		p->word = 0;
		pthread_cond_signal(&p->cond);
		pthread_mutex_unlock(&p->mutex);
		while ((e = sem_wait(&p->sem)) && errno == EINTR);
		BAD(e || sem_post(&p->sem));
	}
	__atomic_add_fetch(&turns, n, __ATOMIC_SEQ_CST);
	return 0;
}

// Calls that give an answer at once.
static void *asker(void *arg)
{
	int p[2], s[2], ev = eventfd(0, EFD_NONBLOCK), pid = getpid(), tid = gettid();
	sigset_t set, old;
	char c, *m = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(m + 4096, 4096);
	taken_set(&set);
	while (!over()) {
		uint64_t v = 5;
		BAD(pipe2(p, O_NONBLOCK) || socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
		BAD(read(p[0], &c, 1) != -1 || errno != EAGAIN);
		BAD(recv(s[0], &c, 1, 0) != -1 || errno != EAGAIN);
		BAD(write(p[1], "a", 1) != 1 || write(s[1], "b", 1) != 1 || write(ev, &v, 8) != 8);
		BAD(read(p[0], &c, 1) != 1 || c != 'a' || recv(s[0], &c, 1, 0) != 1 || c != 'b' || read(ev, &v, 8) != 8 || v != 5);
		BAD(write(p[1], m + 4090, 100) > 6);
		BAD(syscall(SYS_read, p[0], m + 4096, 1) != -1 || (errno != EFAULT && errno != EAGAIN));
		int d = dup(p[0]);
		BAD(d < 0 || fcntl(d, F_GETFL) != O_NONBLOCK || close(d) || close(p[0]) || close(p[1]) || close(s[0]) || close(s[1]));
		BAD(getpid() != pid || gettid() != tid || syscall(SYS_getpid) != pid);
		BAD(sigprocmask(SIG_BLOCK, 0, &old) || !sigismember(&old, TAKEN) || sigismember(&old, SIGALRM));
		FUTEX(&c, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0, 0, 0);
	}
	close(ev);
	return 0;
}

// Signals that are waited for come in number and order beside the storm.
static void *signaller(void *arg)
{
	sigset_t s;
	siginfo_t si;
	taken_set(&s);
	for (int i = 0; !over(); i++) {
		for (int k = 0; k < 3; k++) BAD(syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), TAKEN, &(siginfo_t){ .si_code = SI_QUEUE, .si_value.sival_int = i * 3 + k }));
		for (int k = 0; k < 3; k++) {
			int r;
			while ((r = sigwaitinfo(&s, &si)) < 0 && errno == EINTR);
			BAD(r != TAKEN || si.si_value.sival_int != i * 3 + k);
		}
		usleep(50);
	}
	return 0;
}

struct job { void *(*run)(void *); struct place *place; };
static void *work(void *arg)
{
	struct job *j = arg;
	timer_t t;
	struct sigevent e = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM };
	e.sigev_notify_thread_id = gettid();
	// Each thread has its own rain as well, a little apart from the others'.
	CHECK(!timer_create(CLOCK_MONOTONIC, &e, &t));
	struct itimerspec s = { { 0, 400000 + (long)(j->place - q) * 7000 }, { 0, 50000 } };
	CHECK(!timer_settime(t, 0, &s, 0));
	j->run(j->place);
	timer_delete(t);
	return 0;
}

int main(int argc, char **argv)
{
	static struct job jobs[] = {
		{ stream_writer, &q[0] }, { stream_reader, &q[0] }, { stream_writer, &q[1] }, { stream_reader, &q[1] },
		{ record_writer, &q[2] }, { plain_reader, &q[2] }, { record_writer, &q[3] }, { poll_reader, &q[3] },
		{ record_writer, &q[4] }, { select_reader, &q[4] }, { record_writer, &q[5] }, { epoll_reader, &q[5] },
		{ counter_adder, &q[6] }, { counter_taker, &q[6] }, { locker, &q[7] }, { locker, &q[7] }, { locker, &q[7] },
		{ asker, &q[8] }, { signaller, &q[9] },
	};
	enum { JOBS = sizeof jobs / sizeof *jobs };
	void (*const makers[])(struct place *) = { pipe_at, stream_at, pipe_at, dgram_at, packet_at, epoll_pipe_at, event_at };
	pthread_t t[JOBS];
	struct itimerval it = { { 0, 50 }, { 0, 50 } };
	blocking_setup();
	for (int flags = 0; flags <= SA_RESTART && !broken; flags += SA_RESTART) {
		struct sigaction sa = { .sa_handler = alarmed, .sa_flags = flags };
		sigaction(SIGALRM, &sa, 0);
		memset(q, 0, sizeof q);
		for (int i = 0; i < 7; i++) makers[i](&q[i]);
		cond_at(&q[7]);
		sem_init(&q[7].sem, 0, 1);
		alarms = guarded = turns = 0;
		until = seconds() + atof(argv[1]) / 2;
		setitimer(ITIMER_REAL, &it, 0);
		for (int i = 0; i < JOBS; i++) CHECK(!pthread_create(&t[i], 0, work, &jobs[i]));
		for (int i = 0; i < JOBS; i++) while (pthread_join(t[i], 0));
		setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, 0);
		CHECK(guarded == turns && alarms > 100 && !broken);
		printf("SA_RESTART %d: everything came\n", !!flags);
	}
	return done();
}
