#include "events/set.h"
#include <sys/eventfd.h>
// More ready than there is room for: none is left out for ever, data comes back whole, large sets.
#define MANY 500
static int fds[MANY];
static int seen[MANY];
static void rounds(const char *what, int ready, int room, int times)
{
	struct epoll_event e[MANY];
	int total = 0, least = INT_MAX, most = 0;
	memset(seen, 0, sizeof seen);
	for (int i = 0; i < times; i++) {
		int n = epoll_wait(ep, e, room, 0);
		CHECK(n <= room);
		for (int k = 0; k < n; k++) {
			unsigned d = e[k].data.u64 >> 32;
			CHECK(e[k].data.u64 == ((uint64_t)d << 32 | (d * 2654435761u)) && d < MANY && e[k].events == EPOLLIN);
			if (d < MANY) seen[d]++;
			total++;
		}
	}
	for (int i = 0; i < MANY; i++) if (seen[i]) { if (seen[i] < least) least = seen[i]; if (seen[i] > most) most = seen[i]; }
	int distinct = 0;
	for (int i = 0; i < MANY; i++) distinct += !!seen[i];
	CHECK(distinct == ready || times * room < ready);
	printf("%s: %d in all, %d of them, %d to %d times\n", what, total, distinct, distinct ? least : 0, most);
}
static uint64_t data(unsigned d) { return (uint64_t)d << 32 | (d * 2654435761u); }
int main(void)
{
	ep = epoll_create1(0);
	for (int i = 0; i < MANY; i++) {
		fds[i] = eventfd(0, EFD_NONBLOCK);
		CHECK(!add(fds[i], EPOLLIN, data(i)));
	}
	rounds("none ready", 0, MANY, 2);
	for (int i = 0; i < 10; i++) eventfd_write(fds[i * 37], 1);
	rounds("ten, room for all", 10, MANY, 3);
	rounds("ten, room for one", 10, 1, 30);
	rounds("ten, room for three", 10, 3, 30);
	rounds("ten, room for seven", 10, 7, 20);
	for (int i = 0; i < MANY; i++) eventfd_write(fds[i], 1);
	rounds("all, room for 50", MANY, 50, 30);
	rounds("all, room for 64", MANY, 64, 125);
	eventfd_t v;
	for (int i = 0; i < MANY; i++) if (i % 5) eventfd_read(fds[i], &v);
	rounds("a fifth", MANY / 5, 9, 100);
	// Edge: each once, whatever the room.
	for (int i = 0; i < MANY; i++) mod(fds[i], EPOLLIN | EPOLLET, data(i));
	rounds("edge, room for 7", MANY / 5, 7, 100);
	for (int i = 0; i < MANY; i++) eventfd_write(fds[i], 1);
	rounds("edge, all", MANY, 33, 100);
	for (int i = 0; i < MANY; i++) mod(fds[i], EPOLLIN | EPOLLONESHOT, data(i));
	rounds("one-shot", MANY, 11, 100);
	for (int i = 0; i < MANY; i += 2) mod(fds[i], EPOLLIN | EPOLLONESHOT, data(i));
	rounds("half armed again", MANY / 2, 100, 10);
	// The order in which they became ready is the order in which they come.
	for (int i = 0; i < MANY; i++) { eventfd_read(fds[i], &v); mod(fds[i], EPOLLIN | EPOLLET, i); }
	struct epoll_event e[8];
	CHECK(epoll_wait(ep, e, 8, 0) == 0);
	static const int order[8] = { 400, 3, 77, 12, 499, 0, 250, 5 };
	for (int i = 0; i < 8; i++) eventfd_write(fds[order[i]], 1);
	int n = epoll_wait(ep, e, 5, 0);
	for (int i = 0; i < n; i++) printf("%d ", (int)e[i].data.u64);
	n = epoll_wait(ep, e, 8, 0);
	for (int i = 0; i < n; i++) printf("%d ", (int)e[i].data.u64);
	puts("");
	// Data of every bit.
	int f = eventfd(1, 0);
	static const uint64_t datas[] = { 0, -1ull, 1ull << 63, 0x0123456789abcdef };
	ep = epoll_create1(0);
	add(f, EPOLLIN, 1);
	for (int i = 0; i < 4; i++) { mod(f, EPOLLIN, datas[i]); CHECK(epoll_wait(ep, e, 1, 0) == 1 && e->data.u64 == datas[i]); }
	return done();
}
