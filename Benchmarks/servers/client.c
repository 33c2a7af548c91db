/* A light client for HTTP and redis: one thread, N connections that each ask again as soon as they
 * have their answer. It looks at the head of a response and counts the bytes of the rest, and so leaves
 * the server's core as the limit.
 *
 *	client PORT WHAT CONNECTIONS SECONDS PIPELINE
 *
 * WHAT is a path, or PING for redis. With 0 SECONDS it makes one request, and waits for the server to come up.
 * Prints the requests and seconds measured, which begin after a fifth of a second; errors; the latencies'
 * median, 99 % and 99.9 % in microseconds; and all requests. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Latencies by quarter of a microsecond below 16 ms, in parts of 1/64 beyond. */
#define FINE 65536
static unsigned fine[FINE], coarse[64*32];

struct connection { int fd; long started, got, want; };

static struct connection *all;
static struct sockaddr_in address = { .sin_family = AF_INET };
static char request[512];
static int set, request_size, pipeline, is_redis;
static long requests, errors, total;

static long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "client: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void note(long ns)
{
	long q = ns / 250;
	if (q < FINE) fine[q]++;
	else {
		int bits = 63 - __builtin_clzl(q);
		coarse[(bits - 16) * 64 + (q >> (bits - 6) & 63)]++;
	}
}

static double percentile(double share)
{
	double left = share * requests;
	for (long i=0; i<FINE; i++) if ((left -= fine[i]) <= 0) return i / 4.0;
	for (long i=0; i<64*32; i++)
		if ((left -= coarse[i]) <= 0) return ldexp(64 + i % 64, i / 64 + 10) / 4.0;
	return 0;
}

static void ask(struct connection *c)
{
	c->started = now();
	c->got = 0;
	c->want = is_redis ? 7 * pipeline : 0;
	if (send(c->fd, request, request_size, MSG_NOSIGNAL) != request_size) errors++;
}

static void connect_one(struct connection *c)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
	int on = 1;
	if ((c->fd = socket(AF_INET, SOCK_STREAM, 0)) < 0) die("socket");
	for (int tries=0; connect(c->fd, (void *)&address, sizeof address); tries++) {
		if (tries == 200) die("connect");
		usleep(10000);
	}
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (epoll_ctl(set, EPOLL_CTL_ADD, c->fd, &e)) die("epoll_ctl");
}

static void receive(struct connection *c)
{
	static char buf[1<<20];
	ssize_t n = recv(c->fd, buf, sizeof buf - 1, 0);
	if (n < 0 && errno == EAGAIN) return;
	if (n > 0 && !c->want) {
		buf[n] = 0;
		char *end = strstr(buf, "\r\n\r\n"), *length = strcasestr(buf, "\r\ncontent-length:");
		if (!end || !length || memcmp(buf, "HTTP/1.1 200", 12)) n = -1;
		else c->want = end + 4 - buf + atol(length + 17);
	}
	if (n <= 0) {
		/* A server may end a connection after so many requests, but not in the middle of one. */
		if (n < 0 || c->got) errors++;
		close(c->fd);
		connect_one(c);
		ask(c);
		return;
	}
	c->got += n;
	if (c->got < c->want) return;
	for (int i=0; i<pipeline; i++) note(now() - c->started);
	requests += pipeline;
	total += pipeline;
	ask(c);
}

int main(int argc, char **argv)
{
	struct epoll_event events[512];
	if (argc < 6) {
		fprintf(stderr, "usage: client PORT WHAT CONNECTIONS SECONDS PIPELINE\n");
		return 1;
	}
	int count = atoi(argv[3]);
	double seconds = atof(argv[4]);
	pipeline = atoi(argv[5]);
	is_redis = !strcmp(argv[2], "PING");
	if (pipeline < 1 || (pipeline > 1 && !is_redis) || pipeline > 64 || count < 1) die("arguments");
	address.sin_port = htons(atoi(argv[1]));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (is_redis) for (int i=0; i<pipeline; i++) request_size += sprintf(request + request_size, "PING\r\n");
	else request_size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", argv[2]);
	set = epoll_create1(0);
	all = calloc(count, sizeof *all);
	for (int i=0; i<count; i++) connect_one(&all[i]);
	for (int i=0; i<count; i++) ask(&all[i]);
	long start = now(), warm = start + 200000000L, end = start + (long)(seconds * 1e9), t;
	do {
		int n = epoll_wait(set, events, 512, 1000);
		for (int i=0; i<n; i++) receive(events[i].data.ptr);
		t = now();
		if (warm && t > warm) {
			/* The first fifth of a second does not count. */
			memset(fine, 0, sizeof fine);
			memset(coarse, 0, sizeof coarse);
			requests = 0;
			warm = 0;
			start = t;
		}
	} while (t < end || (!seconds && !total && t < end + 2000000000L));
	printf("%ld %.6f %ld %.2f %.2f %.2f %ld\n", requests, (t - start) * 1e-9, errors, percentile(0.5), percentile(0.99),
		percentile(0.999), total);
	return !total;
}
