#include "waiting/blocking.h"
#include <sys/resource.h>
// The descriptor of a blocked call is closed: the call stays with its object, however low RLIMIT_NOFILE.
static void second(struct place *p) { if (p->fd[0] == p->fd[1]) CHECK((p->fd[1] = dup(p->fd[0])) >= 0); }
static void event_pair_at(struct place *p) { event_at(p); second(p); }
static void full_event_pair_at(struct place *p) { full_event_at(p); second(p); }
static void take_there(struct place *p) { uint64_t v; CHECK(read(p->fd[1], &v, 8) == 8); }

static const struct { struct blocking b; int end; } closed[] = {
	{ { "read pipe", pipe_at, do_read, put } }, { { "readv pipe", pipe_at, do_readv, put } },
	{ { "read eventfd", event_pair_at, do_read, add } }, { { "read stream", stream_at, do_read, put } },
	{ { "recv datagram", dgram_at, do_recv, put } }, { { "recvmsg packet", packet_at, do_recvmsg, put } },
	{ { "recvmmsg stream", stream_at, do_recvmmsg, put } }, { { "recv with SO_RCVTIMEO", limited_at, do_recv, put } },
	{ { "write pipe", full_pipe_at, do_write, empty_pipe }, 1 }, { { "writev pipe", full_pipe_at, do_writev, empty_pipe }, 1 },
	{ { "write eventfd", full_event_pair_at, do_add, take_there } }, { { "send stream", full_stream_at, do_send, empty_socket } },
	{ { "sendmsg datagram", full_dgram_at, do_sendmsg, empty_socket } }, { { "send packet", full_packet_at, do_send, empty_socket } },
};
enum { CASES = sizeof closed / sizeof *closed };

static struct place place;
static void *run(void *b) { return block(&place, b), (void *)0; }

static void try(int i)
{
	const struct blocking *b = &closed[i].b;
	pthread_t t;
	prepare(&place, b);
	CHECK(!pthread_create(&t, 0, run, (void *)b));
	CHECK(!until_waiting(&place));
	int fd = place.fd[closed[i].end];
	CHECK(!close(fd) && fcntl(fd, F_GETFD) < 0);
	CHECK(!until_waiting(&place));
	b->wake(&place);
	pthread_join(t, 0);
	printf("%s: %ld %s\n", b->name, place.result, ename(place.error));
	place.fd[closed[i].end] = -1;
	cleanup(&place, b);
}

int main(void)
{
	static const int limits[] = { 1024, 512, 40, 16 };
	struct rlimit r;
	blocking_setup();
	CHECK(!getrlimit(RLIMIT_NOFILE, &r));
	for (int l = 0; l < 4; l++) {
		r.rlim_cur = limits[l];
		if (l == 2) r.rlim_max = limits[l];
		CHECK(!setrlimit(RLIMIT_NOFILE, &r));
		printf("limit %d\n", limits[l]);
		for (int i = 0; i < CASES; i++) try(i);
	}
	return done();
}
