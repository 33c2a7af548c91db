/* A small HTTP server on epoll that sends a header and a file for each request: with plain
 * calls, and with the same calls in a batch.
 *
 *	apus-gcc -O2 -o server server.c
 *	./server 8080 index.html          each call is made at once
 *	./server 8080 index.html batch    those of a request are made together
 *	./server 8080 index.html more     the header waits for the file by MSG_MORE
 *
 * On other libcs it is built without batches. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#if __has_include(<apus/batch.h>)
#include <apus/batch.h>
#else
static long batch_start(void) { return 0; }
static long batch_flush(void) { return 0; }
#endif

static int set, listener, file, batches, more;
static size_t file_size;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void watch(int fd)
{
	struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };
	if (epoll_ctl(set, EPOLL_CTL_ADD, fd, &e)) die("epoll_ctl");
}

static void welcome(void)
{
	int fd, on = 1;
	while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK|SOCK_CLOEXEC)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		watch(fd);
	}
}

/* Returns whether all of it went out. */
static int send_response(int fd)
{
	char header[256];
	off_t at = 0;
	int n = snprintf(header, sizeof header, "HTTP/1.1 200 OK\r\nServer: example\r\nContent-Type: text/html\r\n"
		"Content-Length: %zu\r\n\r\n", file_size);
	if (send(fd, header, n, MSG_NOSIGNAL|more) != n) return 0;
	return sendfile(fd, file, &at, file_size) == file_size;
}

/* A request ends with an empty line. This server drops a client that sends one in parts or does not
 * read its responses; a larger one would keep the rest for later. */
static void serve(int fd)
{
	char request[4096];
	ssize_t n = recv(fd, request, sizeof request, 0);
	int ok = n > 4 && !memcmp(request+n-4, "\r\n\r\n", 4);
	if (n < 0 && errno == EAGAIN) return;
	if (batches) {
		batch_start();
		if (ok) send_response(fd);
		/* The calls are made here, and only now it is known what came of them. */
		if (batch_flush()) ok = 0;
	} else if (ok) {
		ok = send_response(fd);
	}
	if (!ok) close(fd);
}

int main(int argc, char **argv)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event events[256];
	struct stat st;
	int on = 1;
	if (argc < 3) {
		fprintf(stderr, "usage: server PORT FILE [batch|more]\n");
		return 1;
	}
	signal(SIGPIPE, SIG_IGN);
	batches = argc > 3 && !strcmp(argv[3], "batch");
	more = argc > 3 && !strcmp(argv[3], "more") ? MSG_MORE : 0;
	a.sin_port = htons(atoi(argv[1]));
	if ((file = open(argv[2], O_RDONLY|O_CLOEXEC)) < 0 || fstat(file, &st)) die(argv[2]);
	file_size = st.st_size;
	if ((listener = socket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC, 0)) < 0) die("socket");
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(listener, (void *)&a, sizeof a) || listen(listener, 511)) die("listen");
	if ((set = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll");
	watch(listener);
	for (;;) {
		int n = epoll_wait(set, events, 256, -1);
		if (n < 0 && errno != EINTR) die("epoll_wait");
		for (int i=0; i<n; i++) {
			if (events[i].data.fd == listener) welcome();
			else serve(events[i].data.fd);
		}
	}
}
