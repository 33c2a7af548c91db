/* args: 0.1 */
#include "waiting/blocking.h"
// Two threads that wake each other by every kind of object: no wake-up is ever lost.
// Up to 100,000 rounds each; the argument bounds the seconds spent on one kind, 0 for all rounds.
enum { ROUNDS = 100000 };
static struct place a, b; // the one writes a and reads b
static double limit;
static pthread_t first, second;

#define SIDES(in, out) struct place *in = side ? &a : &b, *out = side ? &b : &a
static void say(struct place *p, char c) { CHECK(write(p->fd[1], &c, 1) == 1); }
static char heard(struct place *p) { char c = 0; CHECK(read(p->fd[0], &c, 1) == 1); return c; }
static void pipe_say(int side, char c) { SIDES(in, out); (void)in; say(out, c); }
static char pipe_hear(int side) { SIDES(in, out); (void)out; return heard(in); }
static char poll_hear(int side) { SIDES(in, out); (void)out; CHECK(do_poll(in) == 1); return heard(in); }
static char select_hear(int side) { SIDES(in, out); (void)out; CHECK(do_select(in) == 1); return heard(in); }
static char epoll_hear(int side) { SIDES(in, out); (void)out; CHECK(do_epoll(in) == 1); return heard(in); }
// Both directions of one socket pair.
static void pair_say(int side, char c) { CHECK(send(a.fd[side], &c, 1, 0) == 1); }
static char pair_hear(int side) { char c = 0; CHECK(recv(a.fd[side], &c, 1, 0) == 1); return c; }
static void event_say(int side, char c) { SIDES(in, out); uint64_t v = c + 1; (void)in; CHECK(write(out->fd[0], &v, 8) == 8); }
static char event_hear(int side) { SIDES(in, out); uint64_t v = 0; (void)out; CHECK(read(in->fd[0], &v, 8) == 8); return v - 1; }
static char event_epoll_hear(int side) { SIDES(in, out); (void)out; CHECK(do_epoll(in) == 1); return event_hear(side); }
static char event_poll_hear(int side) { SIDES(in, out); (void)out; CHECK(do_poll_mixed(in) == 1); uint64_t v = 0; CHECK(read(in->fd[3], &v, 8) == 8); return v - 1; }
static void third_say(int side, char c) { SIDES(in, out); uint64_t v = c + 1; (void)in; CHECK(write(out->fd[3], &v, 8) == 8); }
static char third_hear(int side) { SIDES(in, out); (void)out; CHECK(do_epoll(in) == 1); uint64_t v = 0; CHECK(read(in->fd[3], &v, 8) == 8); return v - 1; }
static void futex_say(int side, char c)
{
	SIDES(in, out);
	(void)in;
	__atomic_store_n(&out->word, 256 | (unsigned char)c, __ATOMIC_SEQ_CST);
	FUTEX(&out->word, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0, 0, 0);
}
static char futex_hear(int side)
{
	SIDES(in, out);
	int v;
	(void)out;
	while (!(v = __atomic_load_n(&in->word, __ATOMIC_SEQ_CST))) FUTEX(&in->word, FUTEX_WAIT | FUTEX_PRIVATE, 0, 0, 0, 0);
	__atomic_store_n(&in->word, 0, __ATOMIC_SEQ_CST);
	return v;
}
static void cond_say(int side, char c)
{
	SIDES(in, out);
	(void)in;
	pthread_mutex_lock(&out->mutex);
	out->word = 256 | (unsigned char)c;
	pthread_cond_signal(&out->cond);
	pthread_mutex_unlock(&out->mutex);
}
static char cond_hear(int side)
{
	SIDES(in, out);
	(void)out;
	pthread_mutex_lock(&in->mutex);
	while (!in->word) pthread_cond_wait(&in->cond, &in->mutex);
	char c = in->word;
	in->word = 0;
	pthread_mutex_unlock(&in->mutex);
	return c;
}
static void sem_say(int side, char c) { SIDES(in, out); (void)in; out->word = c; CHECK(!sem_post(&out->sem)); }
static char sem_hear(int side) { SIDES(in, out); (void)out; CHECK(!sem_wait(&in->sem)); return in->word; }
static void signal_say(int side, char c) { SIDES(in, out); (void)in; out->word = c; CHECK(!pthread_kill(side ? first : second, TAKEN)); }
static char signal_hear(int side) { SIDES(in, out); sigset_t s; (void)out; taken_set(&s); CHECK(sigwaitinfo(&s, 0) == TAKEN); return in->word; }
static char signalfd_hear(int side) { SIDES(in, out); (void)out; CHECK(do_signalfd(in) == 1); return in->word; }

static const struct kind {
	const char *name;
	void (*make)(struct place *);
	void (*say)(int, char);
	char (*hear)(int);
} kinds[] = {
	{ "pipe", pipe_at, pipe_say, pipe_hear }, { "pipe, poll", pipe_at, pipe_say, poll_hear },
	{ "pipe, select", pipe_at, pipe_say, select_hear }, { "pipe, epoll", epoll_pipe_at, pipe_say, epoll_hear },
	{ "stream", stream_at, pair_say, pair_hear }, { "datagram", dgram_at, pair_say, pair_hear },
	{ "packet", packet_at, pair_say, pair_hear }, { "stream, epoll", epoll_stream_at, pipe_say, epoll_hear },
	{ "eventfd", event_at, event_say, event_hear }, { "eventfd, epoll", epoll_event_at, event_say, event_epoll_hear },
	{ "eventfd, nested epoll", epoll_nested_at, event_say, event_epoll_hear },
	{ "eventfd, epoll with udp", epoll_mixed_at, third_say, third_hear },
	{ "eventfd, poll with udp", mixed_at, third_say, event_poll_hear },
	{ "futex", word_at, futex_say, futex_hear }, { "cond", cond_at, cond_say, cond_hear },
	{ "sem", sem_at, sem_say, sem_hear }, { "sigwaitinfo", nothing_at, signal_say, signal_hear },
	{ "signalfd", signal_at, signal_say, signalfd_hear },
};

static void *other(void *arg)
{
	const struct kind *k = arg;
	for (int i = 0;; i++) {
		char c = k->hear(1);
		if (!c) return 0;
		if (c != (char)(i % 100 + 1)) { CHECK(!"right byte"); return 0; }
		k->say(1, c + 1);
	}
}

int main(int argc, char **argv)
{
	blocking_setup();
	limit = atof(argv[1]);
	first = pthread_self();
	for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++) {
		const struct kind *k = &kinds[n];
		memset(&a, 0, sizeof a);
		memset(&b, 0, sizeof b);
		k->make(&a);
		k->make(&b);
		CHECK(!pthread_create(&second, 0, other, (void *)k));
		double start = seconds();
		for (int i = 0; i < ROUNDS; i++) {
			k->say(0, i % 100 + 1);
			if (k->hear(0) != (char)(i % 100 + 2)) { CHECK(!"right answer"); break; }
			if (limit && i % 64 == 63 && seconds() - start > limit) break;
		}
		k->say(0, 0);
		pthread_join(second, 0);
		printf("%s: done\n", k->name);
	}
	return done();
}
