/* Clients that behave badly, and one that counts: keeps connections to an HTTP server that it opens and
 * closes at random, and looks at every byte that comes.
 *
 *	soak PORT FOLDER CONNECTIONS SECONDS SEED FILE...
 *
 * FOLDER is what the server serves. A connection asks for files one after the other, sometimes for several at once,
 * and is then closed, reset in the middle of a response, or closed half. Some stall for a while. Each byte must
 * be the file's; what is missing must have been given up by us. Exit status 1 if not. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FILES 8
#define ASKED 4

static struct { char name[64], *data; long size; } files[FILES];
static int file_count;

struct connection {
	int fd, left;                /* responses until it is closed */
	int asked[ASKED], count;     /* files whose responses are to come */
	char head[2048];
	int head_length, in_body, is_half_closed;
	long at, stalled_until, reset_at, got;
};

static struct sockaddr_in address = { .sin_family = AF_INET };
static unsigned seed;
static long responses, bytes, resets, stalls, halves, wrong, now_ms;

static unsigned any(unsigned n) { return (seed = seed * 1664525 + 1013904223) / 256 % n; }

static void fail(struct connection *c, const char *what)
{
	if (wrong++ < 20) printf("wrong: %s (file %s, byte %ld, %d asked)\n", what, files[c->asked[0]].name, c->at, c->count);
}

static void open_one(struct connection *c)
{
	memset(c, 0, sizeof *c);
	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	int small = 4096;
	if (!any(4)) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	if (connect(c->fd, (void *)&address, sizeof address)) {
		perror("soak: connect");
		exit(2);
	}
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	c->left = 1 + any(20);
	c->reset_at = any(5) ? -1 : any(300000);
}

static void ask(struct connection *c)
{
	char request[1024];
	int n = 0, want = any(4) ? 1 : 1 + any(ASKED);
	for (c->count = 0; c->count < want; c->count++) {
		c->asked[c->count] = any(file_count);
		n += sprintf(request + n, "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n", files[c->asked[c->count]].name);
	}
	if (send(c->fd, request, n, MSG_NOSIGNAL) != n) fail(c, "a request was not taken");
	if (c->left <= 1 && any(2)) {
		shutdown(c->fd, SHUT_WR);
		c->is_half_closed = 1;
		halves++;
	}
}

static void close_one(struct connection *c, int by_reset)
{
	struct linger l = { 1, 0 };
	if (by_reset) {
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
		resets++;
	}
	close(c->fd);
	open_one(c);
	ask(c);
}

static int end_of_response(struct connection *c)
{
	responses++;
	c->in_body = c->head_length = c->at = 0;
	memmove(c->asked, c->asked + 1, --c->count * sizeof *c->asked);
	if (c->count) return 0;
	if (--c->left <= 0) {
		close_one(c, 0);
		return 1;
	}
	ask(c);
	return 0;
}

/* Returns 1 if the connection was replaced. */
static int take(struct connection *c, const char *p, long n)
{
	while (n > 0) {
		if (!c->count) return fail(c, "bytes that nobody asked for"), close_one(c, 1), 1;
		if (!c->in_body) {
			char *end, *length;
			if (c->head_length == sizeof c->head - 1) return fail(c, "no end of the head"), close_one(c, 1), 1;
			c->head[c->head_length++] = *p++;
			n--;
			c->head[c->head_length] = 0;
			if (c->head_length < 4 || memcmp(end = c->head + c->head_length - 4, "\r\n\r\n", 4)) continue;
			length = strcasestr(c->head, "\r\ncontent-length:");
			if (memcmp(c->head, "HTTP/1.1 200", 12) || !length || atol(length + 17) != files[c->asked[0]].size)
				return fail(c, "a bad head"), close_one(c, 1), 1;
			c->in_body = 1;
			continue;
		}
		long rest = files[c->asked[0]].size - c->at, m = n < rest ? n : rest;
		if (memcmp(files[c->asked[0]].data + c->at, p, m)) return fail(c, "a wrong byte"), close_one(c, 1), 1;
		c->at += m, p += m, n -= m, bytes += m;
		if (c->at == files[c->asked[0]].size && end_of_response(c)) return 1;
	}
	return 0;
}

static void receive(struct connection *c)
{
	static char buf[65536];
	long n = recv(c->fd, buf, 1 + any(sizeof buf), 0);
	if (n < 0 && errno == EAGAIN) return;
	if (n <= 0) {
		/* A server may end a connection after a number of requests, or when we have. */
		if (c->count && (c->in_body || c->head_length || n < 0)) fail(c, n < 0 ? strerror(errno) : "an early end");
		close_one(c, 0);
		return;
	}
	c->got += n;
	if (take(c, buf, n)) return;
	if (c->reset_at >= 0 && c->got > c->reset_at) close_one(c, 1);
	else if (!any(200)) c->stalled_until = now_ms + any(300), stalls++;
}

static long milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
	if (argc < 7) {
		fprintf(stderr, "usage: soak PORT FOLDER CONNECTIONS SECONDS SEED FILE...\n");
		return 2;
	}
	int count = atoi(argv[3]);
	address.sin_port = htons(atoi(argv[1]));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	seed = atoi(argv[5]);
	for (int i=6; i<argc && file_count<FILES; i++, file_count++) {
		char path[512];
		snprintf(path, sizeof path, "%s/%s", argv[2], argv[i]);
		snprintf(files[file_count].name, sizeof files->name, "%s", argv[i]);
		FILE *f = fopen(path, "r");
		if (!f) return perror(path), 2;
		fseek(f, 0, SEEK_END);
		files[file_count].size = ftell(f);
		rewind(f);
		files[file_count].data = malloc(files[file_count].size + 1);
		if (fread(files[file_count].data, 1, files[file_count].size, f) != files[file_count].size) return 2;
		fclose(f);
	}
	struct connection *all = calloc(count, sizeof *all);
	struct pollfd *polls = calloc(count, sizeof *polls);
	for (int i=0; i<count; i++) {
		open_one(&all[i]);
		ask(&all[i]);
	}
	long end = milliseconds() + atol(argv[4]) * 1000;
	while ((now_ms = milliseconds()) < end) {
		for (int i=0; i<count; i++)
			polls[i] = (struct pollfd){ all[i].stalled_until > now_ms ? -1 : all[i].fd, POLLIN, 0 };
		poll(polls, count, 10);
		for (int i=0; i<count; i++) if (polls[i].revents) receive(&all[i]);
	}
	printf("%ld responses, %ld bytes, %ld resets, %ld stalls, %ld half closed; %ld wrong\n", responses, bytes, resets,
		stalls, halves, wrong);
	return wrong || !responses;
}
