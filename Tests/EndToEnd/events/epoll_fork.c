#include "events/set.h"
#include <sys/eventfd.h>
#include <sys/socket.h>
// A set over fork: it is one set for both, of the files, whoever closes which number.
static int child(void (*f)(void))
{
	int st;
	pid_t c = fork();
	if (!c) { f(); _exit(check_failures); }
	CHECK(waitpid(c, &st, 0) == c);
	return CHECK(st == 0);
}
static int e, g, p[2], s[2];
static void looks(void)
{
	eventfd_t v;
	see("child", 0);
	see("child again", 0);
	CHECK(!eventfd_read(e, &v));
	show("child adds", add(g, EPOLLIN, 5));
	show("child modifies", mod(p[0], EPOLLIN | EPOLLONESHOT, 6));
	see("child", 0);
}
static void closes(void)
{
	close(e);
	close(p[0]);
	see("child, its numbers closed", 0);
	show("child deletes by a closed number", del(e));
	int n = eventfd(0, 0);
	CHECK(n == e || n == p[0]);
	show("child's new file of that number", del(n));
	close(s[0]);
	write(s[1], "x", 1);
	close(ep);
}
static void execs(void)
{
	close(ep);
	for (int i = 3; i < 100; i++) close(i);
}
static void wakes(void) { msleep(3); eventfd_write(e, 1); }
static void waits(void) { see("child waits", 10000); }
int main(void)
{
	eventfd_t v;
	char c;
	e = eventfd(0, EFD_NONBLOCK);
	g = eventfd(1, EFD_NONBLOCK);
	CHECK(!pipe(p) && !socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	ep = epoll_create1(0);
	add(e, EPOLLIN, 1);
	add(p[0], EPOLLIN | EPOLLET, 2);
	add(s[0], EPOLLIN | EPOLLOUT | EPOLLET, 3);
	see("first", 0);
	eventfd_write(e, 1);
	write(p[1], "x", 1);
	child(looks);
	see("parent", 0);
	see("parent again", 0);
	eventfd_write(e, 1);
	child(closes);
	see("parent, after the child closed", 0);
	show("still there", add(e, EPOLLIN, 9));
	eventfd_read(e, &v);
	eventfd_read(g, &v);
	read(s[0], &c, 1);
	child(execs);
	see("nothing", 0);
	pid_t k = fork();
	if (!k) { wakes(); _exit(0); }
	see("woken by a child", 10000);
	waitpid(k, 0, 0);
	eventfd_read(e, &v);
	k = fork();
	if (!k) { waits(); _exit(0); }
	msleep(3);
	eventfd_write(e, 1);
	waitpid(k, 0, 0);
	// A file that only the child has open any more is watched on.
	CHECK(!eventfd_read(e, &v));
	int q[2], done_[2];
	CHECK(!pipe(q) && !pipe(done_));
	add(q[0], EPOLLIN, 7);
	k = fork();
	if (!k) { close(done_[1]); write(q[1], "x", 1); read(done_[0], &c, 1); _exit(0); }
	close(q[0]);
	see("watched by way of the child", 10000);
	close(done_[1]);
	waitpid(k, 0, 0);
	see("and gone with it", 0);
	// A set made before fork, filled after it by both.
	close(ep);
	ep = epoll_create1(EPOLL_CLOEXEC);
	k = fork();
	if (!k) { add(e, EPOLLIN, 11); _exit(0); }
	waitpid(k, 0, 0);
	show("the child added it", add(e, EPOLLIN, 12));
	eventfd_write(e, 1);
	see("with the child's data", 0);
	return done();
}
