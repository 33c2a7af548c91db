#include "check.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
// TCP and UDP on the loopback: connect, accept, large transfer both ways, options, refused, non-blocking connect, addresses.
static struct sockaddr_in addr;
static int listener;
static void *echo(void *arg)
{
	char buf[5000];
	int c = accept(listener, 0, 0);
	ssize_t n;
	while ((n = read(c, buf, sizeof buf)) > 0) for (ssize_t k = 0; k < n;) { ssize_t w = write(c, buf + k, n - k); if (w <= 0) return 0; k += w; }
	close(c);
	return 0;
}
static int sock;
static void *sender(void *arg)
{
	unsigned char b[1000];
	for (int i = 0; i < 1000; i++) {
		memset(b, i, sizeof b);
		for (size_t k = 0; k < sizeof b;) { ssize_t w = send(sock, b + k, sizeof b - k, 0); if (w <= 0) { CHECK(!"send"); return 0; } k += w; }
	}
	shutdown(sock, SHUT_WR);
	return 0;
}
int main(void)
{
	socklen_t len = sizeof addr;
	char buf[2000], text[64];
	int v;
	pthread_t t, u;
	addr = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	listener = socket(AF_INET, SOCK_STREAM, 0);
	show("reuse", setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof v));
	show("bind", bind(listener, (void *)&addr, sizeof addr));
	getsockname(listener, (void *)&addr, &len);
	sock = socket(AF_INET, SOCK_STREAM, 0);
	show("refused", connect(sock, (void *)&addr, sizeof addr));
	show("listen", listen(listener, 5));
	pthread_create(&t, 0, echo, 0);
	show("connect", connect(sock, (void *)&addr, sizeof addr));
	show("connect again", connect(sock, (void *)&addr, sizeof addr));
	show("nodelay", setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof v));
	len = sizeof v;
	getsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &v, &len);
	printf("TCP_NODELAY %d\n", v);
	getsockopt(sock, SOL_SOCKET, SO_TYPE, &v, &len);
	printf("SO_TYPE %d\n", v);
	pthread_create(&u, 0, sender, 0);
	long total = 0, bad = 0;
	ssize_t n;
	while ((n = recv(sock, buf, sizeof buf, 0)) > 0) for (ssize_t i = 0; i < n; i++, total++) bad += (unsigned char)buf[i] != (unsigned char)(total / 1000);
	pthread_join(u, 0);
	pthread_join(t, 0);
	printf("echoed %ld, %ld wrong, end %zd\n", total, bad, n);
	close(sock);
	sock = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int r = connect(sock, (void *)&addr, sizeof addr);
	CHECK(r == 0 || errno == EINPROGRESS);
	struct pollfd p = { sock, POLLOUT, 0 };
	show("poll", poll(&p, 1, 5000));
	len = sizeof v;
	getsockopt(sock, SOL_SOCKET, SO_ERROR, &v, &len);
	printf("SO_ERROR %d\n", v);
	int c = accept(listener, (void *)&(struct sockaddr_storage){ 0 }, &(socklen_t){ 128 });
	struct linger lg = { 1, 0 };
	setsockopt(c, SOL_SOCKET, SO_LINGER, &lg, sizeof lg);
	close(c);
	p.events = POLLIN;
	poll(&p, 1, 5000);
	show("reset", recv(sock, buf, 10, 0));
	setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ 0, 20000 }, sizeof(struct timeval));
	show("accept timed out", accept(listener, 0, 0));
	fcntl(listener, F_SETFL, O_NONBLOCK);
	show("accept, non-blocking", accept(listener, 0, 0));
	int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in ua = addr, from;
	ua.sin_port = 0;
	CHECK(!bind(a, (void *)&ua, sizeof ua));
	len = sizeof ua;
	getsockname(a, (void *)&ua, &len);
	show("sendto", sendto(b, "udp", 3, 0, (void *)&ua, sizeof ua));
	len = sizeof from;
	show("recvfrom", recvfrom(a, buf, 10, 0, (void *)&from, &len));
	printf("from %s, %d\n", inet_ntop(AF_INET, &from.sin_addr, text, sizeof text), (int)len);
	show("send without peer", send(b, "x", 1, 0));
	struct in6_addr six;
	printf("pton %d %d %d\n", inet_pton(AF_INET6, "::ffff:1.2.3.4", &six), inet_pton(AF_INET, "1.2.3", &six), inet_pton(AF_INET6, "1:2:::3", &six));
	inet_pton(AF_INET6, "2001:db8:0:0:1:0:0:1", &six);
	puts(inet_ntop(AF_INET6, &six, text, sizeof text));
	printf("%s %x %d\n", inet_ntoa((struct in_addr){ htonl(0x7f000001) }), ntohl(inet_addr("10.1")), ntohs(htons(258)));
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM }, *ai;
	r = getaddrinfo("127.0.0.1", "80", &hints, &ai);
	printf("getaddrinfo %d family %d port %d\n", r, ai->ai_family == AF_INET, ntohs(((struct sockaddr_in *)ai->ai_addr)->sin_port));
	r = getnameinfo(ai->ai_addr, ai->ai_addrlen, text, sizeof text, buf, 10, NI_NUMERICHOST | NI_NUMERICSERV);
	printf("getnameinfo %d %s %s\n", r, text, buf);
	r = getaddrinfo("not a number", 0, &hints, &ai);
	puts(gai_strerror(r));
	return done();
}
