/* args: 4000 */
#include "waiting/blocking.h"
// Producers and consumers over every kind of object: each record arrives once. The argument is records a producer.
enum { PRODUCERS = 3, CONSUMERS = 3 };
static long records;
static struct place q;
static unsigned long sums[CONSUMERS], counts[CONSUMERS];
static volatile int broken;

static unsigned long mix(unsigned long x) { x ^= x >> 31; x *= 0x9e3779b97f4a7c15; return x ^ x >> 29; }
static const struct kind { const char *name; void (*make)(struct place *); int (*put)(unsigned long); unsigned long (*take)(int); } *kind;

static int write_put(unsigned long v) { return write(q.fd[1], &v, 8) == 8; }
static unsigned long read_take(int n) { unsigned long v; return read(q.fd[0], &v, 8) == 8 ? v : (broken = 1, 0); }
// As of a server: readiness is shared by all, what is there goes to one of them.
static unsigned long try_take(void)
{
	unsigned long v;
	ssize_t r = recv(q.fd[0], &v, 8, MSG_DONTWAIT);
	if (r < 0 && errno == ENOTSOCK) r = read(q.fd[0], &v, 8);
	if (r == 8) return v;
	CHECK(r < 0 && errno == EAGAIN);
	return 0;
}
static unsigned long poll_take(int n) { unsigned long v; do CHECK(do_poll(&q) == 1); while (!(v = try_take()) && !check_failures); return v; }
static unsigned long select_take(int n) { unsigned long v; do CHECK(do_select(&q) == 1); while (!(v = try_take()) && !check_failures); return v; }
static unsigned long epoll_take(int n) { unsigned long v; do CHECK(do_epoll(&q) == 1); while (!(v = try_take()) && !check_failures); return v; }
static unsigned long oneshot_take(int n)
{
	unsigned long v;
	struct epoll_event e;
	do {
		CHECK(epoll_wait(q.fd[2], &e, 1, -1) == 1);
		v = try_take();
		CHECK(!epoll_ctl(q.fd[2], EPOLL_CTL_MOD, q.fd[0], &(struct epoll_event){ .events = EPOLLIN | EPOLLONESHOT }));
	} while (!v && !check_failures);
	return v;
}
static int own_sets[CONSUMERS];
static unsigned long exclusive_take(int n)
{
	unsigned long v;
	struct epoll_event e;
	do CHECK(epoll_wait(own_sets[n], &e, 1, -1) == 1); while (!(v = try_take()) && !check_failures);
	return v;
}
static void nonblock(struct place *p) { CHECK(!fcntl(p->fd[0], F_SETFL, O_NONBLOCK)); }
static void set_pipe_at(struct place *p) { epoll_pipe_at(p); nonblock(p); }
static void oneshot_at(struct place *p)
{
	set_pipe_at(p);
	CHECK(!epoll_ctl(p->fd[2], EPOLL_CTL_MOD, p->fd[0], &(struct epoll_event){ .events = EPOLLIN | EPOLLONESHOT }));
}
static void exclusive_at(struct place *p)
{
	pipe_at(p);
	nonblock(p);
	for (int i = 0; i < CONSUMERS; i++) {
		own_sets[i] = epoll_create1(0);
		CHECK(!epoll_ctl(own_sets[i], EPOLL_CTL_ADD, p->fd[0], &(struct epoll_event){ .events = EPOLLIN | EPOLLEXCLUSIVE }));
	}
}
static void poll_pipe_at(struct place *p) { pipe_at(p); nonblock(p); }
static void packet_pipe_at(struct place *p) { CHECK(!pipe2(p->fd, O_DIRECT)); }
static void small_pipe_at(struct place *p) { pipe_at(p); CHECK(fcntl(p->fd[1], F_SETPIPE_SZ, 4096) == 4096); }

static unsigned long ring[16];
static unsigned head, tail;
static void ring_at(struct place *p) { cond_at(p); head = tail = 0; }
static int ring_put(unsigned long v)
{
	pthread_mutex_lock(&q.mutex);
	while (head - tail == 16) pthread_cond_wait(&q.cond, &q.mutex);
	ring[head++ % 16] = v;
	pthread_cond_broadcast(&q.cond);
	pthread_mutex_unlock(&q.mutex);
	return 1;
}
static unsigned long ring_take(int n)
{
	pthread_mutex_lock(&q.mutex);
	while (head == tail) pthread_cond_wait(&q.cond, &q.mutex);
	unsigned long v = ring[tail++ % 16];
	pthread_cond_broadcast(&q.cond);
	pthread_mutex_unlock(&q.mutex);
	return v;
}
// Two counters say how many places are free and taken: semaphores, then eventfds that are ones.
static sem_t room;
static int room_fd;
static void sem_ring_at(struct place *p) { ring_at(p); sem_at(p); sem_init(&room, 0, 16); }
static void event_ring_at(struct place *p)
{
	ring_at(p);
	CHECK((p->fd[0] = eventfd(0, EFD_SEMAPHORE)) >= 0 && (room_fd = eventfd(16, EFD_SEMAPHORE)) >= 0);
}
static void ring_push(unsigned long v) { pthread_mutex_lock(&q.mutex); ring[head++ % 16] = v; pthread_mutex_unlock(&q.mutex); }
static unsigned long ring_pop(void)
{
	pthread_mutex_lock(&q.mutex);
	unsigned long v = ring[tail++ % 16];
	pthread_mutex_unlock(&q.mutex);
	return v;
}
static int sem_put(unsigned long v) { CHECK(!sem_wait(&room)); ring_push(v); return !sem_post(&q.sem); }
static unsigned long sem_take(int n) { CHECK(!sem_wait(&q.sem)); unsigned long v = ring_pop(); sem_post(&room); return v; }
static int event_put(unsigned long v) { uint64_t one; CHECK(read(room_fd, &one, 8) == 8 && one == 1); ring_push(v); one = 1; return write(q.fd[0], &one, 8) == 8; }
static unsigned long event_take(int n) { uint64_t one; CHECK(read(q.fd[0], &one, 8) == 8 && one == 1); unsigned long v = ring_pop(); CHECK(write(room_fd, &one, 8) == 8); return v; }

static const struct kind kinds[] = {
	{ "pipe", pipe_at, write_put, read_take }, { "small pipe", small_pipe_at, write_put, read_take },
	{ "packet pipe", packet_pipe_at, write_put, read_take },
	{ "stream", stream_at, write_put, read_take }, { "datagram", dgram_at, write_put, read_take }, { "packet", packet_at, write_put, read_take },
	{ "poll", poll_pipe_at, write_put, poll_take }, { "poll datagram", dgram_at, write_put, poll_take }, { "select", poll_pipe_at, write_put, select_take },
	{ "epoll", set_pipe_at, write_put, epoll_take }, { "epoll stream", epoll_stream_at, write_put, epoll_take },
	{ "epoll, one shot", oneshot_at, write_put, oneshot_take },
	{ "epoll, exclusive", exclusive_at, write_put, exclusive_take },
	{ "mutex and cond", ring_at, ring_put, ring_take }, { "semaphores", sem_ring_at, sem_put, sem_take },
	{ "eventfd semaphores", event_ring_at, event_put, event_take },
};

static void *producer(void *arg)
{
	unsigned long id = (unsigned long)arg;
	for (long i = 0; i < records && !check_failures; i++) CHECK(kind->put(mix(id << 32 | (i + 1)) | 2));
	return 0;
}
static void *consumer(void *arg)
{
	long n = (long)arg;
	unsigned long v;
	sums[n] = counts[n] = 0;
	// 1 is the end, one for each.
	while ((v = kind->take(n)) != 1 && v) sums[n] += v, counts[n]++;
	return 0;
}

int main(int argc, char **argv)
{
	pthread_t p[PRODUCERS], c[CONSUMERS];
	records = atol(argv[1]);
	unsigned long expected = 0;
	for (unsigned long k = 0; k < PRODUCERS; k++) for (long i = 0; i < records; i++) expected += mix(k << 32 | (i + 1)) | 2;
	for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++) {
		kind = &kinds[n];
		kind->make(&q);
		for (long i = 0; i < CONSUMERS; i++) CHECK(!pthread_create(&c[i], 0, consumer, (void *)i));
		for (long i = 0; i < PRODUCERS; i++) CHECK(!pthread_create(&p[i], 0, producer, (void *)i));
		for (long i = 0; i < PRODUCERS; i++) pthread_join(p[i], 0);
		for (int i = 0; i < CONSUMERS; i++) CHECK(kind->put(1));
		unsigned long sum = 0, count = 0;
		for (int i = 0; i < CONSUMERS; i++) { pthread_join(c[i], 0); sum += sums[i]; count += counts[i]; }
		printf("%s: %lu records, sum %s\n", kind->name, count, sum == expected ? "right" : "wrong");
		CHECK(count == (unsigned long)(PRODUCERS * records) && sum == expected && !broken);
	}
	return done();
}
