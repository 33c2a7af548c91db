#include "events/set.h"
#include <sys/eventfd.h>
#include <sys/socket.h>
// Watched descriptors that are closed, copied, replaced and numbered again; an entry is of a file and a number.
int main(void)
{
	int p[2], q[2], s[2], e = eventfd(1, 0);
	char c;
	ep = epoll_create1(0);
	CHECK(dup2(e, 100) == 100 && !close(e));
	show("add", add(100, EPOLLIN, 1));
	see("one", 0);
	close(100);
	see("last closed", 0);
	// The number is another file's now.
	e = eventfd(1, 0);
	CHECK(dup2(e, 100) == 100);
	see("number reused, not added", 0);
	show("modify the new one", mod(100, EPOLLIN, 2));
	show("delete the new one", del(100));
	show("add the new one", add(100, EPOLLIN, 3));
	see("added", 0);
	// A copy keeps the entry, under a number that is closed.
	close(100);
	see("closed, a copy is left", 0);
	show("delete by the closed number", del(100));
	show("delete by the copy", del(e));
	int f = eventfd(1, 0);
	CHECK(dup2(f, 100) == 100);
	show("delete by another file's number", del(100));
	show("add another file under the number", add(100, EPOLLIN, 4));
	see("two of one number", 0);
	CHECK(dup2(e, 100) == 100);
	show("the number is the first again: delete", del(100));
	see("the second is left, its number another's", 0);
	close(f);
	see("last of the second closed", 0);
	close(100);
	close(e);
	see("none", 0);
	// The same file under two numbers.
	e = eventfd(0, EFD_NONBLOCK);
	CHECK(dup2(e, 101) == 101 && dup2(e, 102) == 102);
	show("both", add(101, EPOLLIN, 5) | add(102, EPOLLIN | EPOLLET, 6) | add(e, EPOLLOUT | EPOLLONESHOT, 7));
	eventfd_write(e, 1);
	see("three entries", 0);
	see("again", 0);
	close(101);
	see("one number closed", 0);
	del(102);
	see("one deleted", 0);
	close(102);
	close(e);
	see("all closed", 0);
	// dup2 and dup3 onto a watched number close it as well.
	e = eventfd(1, 0);
	add(e, EPOLLIN, 8);
	see("before", 0);
	CHECK(dup2(1, e) == e);
	see("replaced by dup2", 0);
	close(e);
	e = eventfd(1, 0);
	add(e, EPOLLIN, 9);
	syscall(SYS_close_range, e, e, 0);
	see("close_range", 0);
	// Ends of pipes and sockets: closing one end is an event of the other.
	CHECK(!pipe(p) && !pipe(q) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	add(p[0], EPOLLIN, 10);
	add(q[1], EPOLLOUT | EPOLLET, 11);
	add(s[0], EPOLLIN | EPOLLRDHUP, 12);
	see("new ends", 0);
	int copy = dup(p[1]);
	close(p[1]);
	see("a writer is left", 0);
	close(copy);
	close(q[0]);
	close(s[1]);
	see("other ends closed", 0);
	see("again", 0);
	close(p[0]);
	close(q[1]);
	close(s[0]);
	see("all closed", 0);
	// The set is closed first, by one number and by the last; a copy of the set is the set.
	e = eventfd(1, 0);
	add(e, EPOLLIN, 13);
	int set = dup(ep);
	close(ep);
	ep = set;
	see("by the copy", 0);
	CHECK(dup2(ep, 110) == 110);
	del(e);
	ep = 110;
	see("deleted by the copy", 0);
	add(e, EPOLLIN, 14);
	ep = set;
	see("added by the copy", 0);
	close(110);
	close(set);
	eventfd_write(e, 1);
	CHECK(read(e, &(uint64_t){ 0 }, 8) == 8);
	// Many sets on one object, all closed in another order.
	int sets[20];
	for (int i = 0; i < 20; i++) { ep = sets[i] = epoll_create1(0); CHECK(!add(e, EPOLLIN, i)); }
	eventfd_write(e, 1);
	for (int i = 0; i < 20; i += 3) close(sets[i]);
	int n = 0;
	for (int i = 0; i < 20; i++) if (i % 3) { struct epoll_event ev; n += epoll_wait(sets[i], &ev, 1, 0); }
	printf("%d of 13 sets\n", n);
	close(e);
	for (int i = 0; i < 20; i++) if (i % 3) { struct epoll_event ev; CHECK(epoll_wait(sets[i], &ev, 1, 0) == 0); close(sets[i]); }
	CHECK(!pipe(p) && write(p[1], "x", 1) == 1 && read(p[0], &c, 1) == 1);
	return done();
}
