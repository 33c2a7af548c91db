#include "waiting/blocking.h"
// Cancels that race with what is waited for: a byte, count, record or post is either taken or still there.
enum { ROUNDS = 150 };
static struct place p;
static volatile long taken;
static const struct race { const char *name; void (*make)(struct place *); long (*take)(void); void (*give)(void); long (*left)(void); } *race;

static long t_read(void) { char c; return read(p.fd[0], &c, 1) == 1; }
static long t_recv(void) { char c; return recv(p.fd[0], &c, 1, 0) == 1; }
static long t_event(void) { uint64_t v; return read(p.fd[0], &v, 8) == 8 ? (long)v : 0; }
static long t_poll(void) { do_poll(&p); int old; pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old); long r = t_read(); taken += r; pthread_setcancelstate(old, &old); return 0; }
static long t_epoll(void) { do_epoll(&p); int old; pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old); long r = t_event(); taken += r; pthread_setcancelstate(old, &old); return 0; }
static void g_put(void) { CHECK(write(p.fd[1], "x", 1) == 1); }
static void g_event(void) { add(&p); }
static long l_bytes(void) { ssize_t n = recv(p.fd[0], junk, sizeof junk, MSG_DONTWAIT); if (n < 0 && errno == ENOTSOCK) { fcntl(p.fd[0], F_SETFL, O_NONBLOCK); n = read(p.fd[0], junk, sizeof junk); } return n < 0 ? 0 : n; }
static long l_records(void) { long n = 0; char c[4]; while (recv(p.fd[0], c, 4, MSG_DONTWAIT) > 0) n++; return n; }
static long l_event(void) { uint64_t v = 0; fcntl(p.fd[0], F_SETFL, O_NONBLOCK); return read(p.fd[0], &v, 8) == 8 ? (long)v : 0; }
// A cond's waiter that is cancelled owns the mutex in its clean-up; a signal it swallowed must wake another.
static long t_cond(void)
{
	pthread_mutex_lock(&p.mutex);
	pthread_cleanup_push(unlock, &p.mutex);
	while (!p.word) pthread_cond_wait(&p.cond, &p.mutex);
	p.word--;
	taken++;
	pthread_cleanup_pop(1);
	return 0;
}
static void g_cond(void) { pthread_mutex_lock(&p.mutex); p.word++; pthread_cond_signal(&p.cond); pthread_mutex_unlock(&p.mutex); }
static long l_cond(void) { return p.word; }

static const struct race races[] = {
	{ "read", pipe_at, t_read, g_put, l_bytes }, { "recv", stream_at, t_recv, g_put, l_bytes },
	{ "recv datagram", dgram_at, t_recv, g_put, l_records }, { "recv packet", packet_at, t_recv, g_put, l_records },
	{ "eventfd", event_at, t_event, g_event, l_event }, { "poll", pipe_at, t_poll, g_put, l_bytes },
	{ "epoll", epoll_event_at, t_epoll, g_event, l_event }, { "cond", cond_at, t_cond, g_cond, l_cond },
};
static void *takes(void *arg)
{
	// What is taken is counted before the next call, which alone can be cancelled.
	for (;;) { long n = race->take(); taken += n; }
	return 0;
}
int main(void)
{
	unsigned x = 1;
	for (size_t n = 0; n < sizeof races / sizeof *races; n++) {
		long lost = 0;
		race = &races[n];
		for (int i = 0; i < ROUNDS; i++) {
			pthread_t t;
			void *r;
			memset(&p, 0, sizeof p);
			for (int k = 0; k < 4; k++) p.fd[k] = -1;
			race->make(&p);
			taken = 0;
			CHECK(!pthread_create(&t, 0, takes, 0));
			x = x * 1103515245 + 12345;
			int given = 1 + (x >> 16 & 7);
			for (int k = 0; k < given; k++) {
				if (k == given - 1) pthread_cancel(t);
				race->give();
				for (volatile int w = 0; w < (int)(x >> 20 & 511); w++);
			}
			CHECK(!pthread_join(t, &r) && r == PTHREAD_CANCELED);
			long rest = race->left();
			lost += taken + rest != given;
			for (int k = 0; k < 4; k++) if (p.fd[k] >= 0) close(p.fd[k]);
		}
		printf("%s: %ld rounds lost something\n", race->name, lost);
		CHECK(!lost);
	}
	return done();
}
