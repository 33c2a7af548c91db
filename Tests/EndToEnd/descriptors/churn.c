#include "descriptors/kinds.h"
#include <pthread.h>
// Threads close and reopen numbers while others write and read them: each byte stays in one object, once.
#define OBJECTS 4
#define NUMBERS 3
#define WRITERS 2
#define READERS 2
#define ROUNDS 1000
static int object[OBJECTS][2];
static volatile int stop;
static unsigned char seen[READERS + 1][WRITERS][ROUNDS];
static unsigned char sent[WRITERS][ROUNDS];
struct record { uint32_t writer, n, check, pad; };
static uint32_t mix(uint32_t a, uint32_t b) { return (a * 2654435761u ^ b) * 2246822519u; }
static void took(int reader, struct record r)
{
	if (r.writer >= WRITERS || r.n >= ROUNDS || r.check != mix(r.writer, r.n)) { CHECK(!"a torn or foreign record"); return; }
	seen[reader][r.writer][r.n]++;
}
// Full, or closed at the moment.
static int allowed(void) { return errno == EAGAIN || errno == EBADF; }
static void *writer(void *arg)
{
	struct record r = { .writer = (intptr_t)arg };
	for (r.n = 0; r.n < ROUNDS; r.n++) {
		r.check = mix(r.writer, r.n);
		ssize_t k;
		for (unsigned i = 0; (k = write(200 + (r.n + i) % NUMBERS, &r, sizeof r)) == -1 && allowed(); i++) sched_yield();
		if (!CHECK(k == sizeof r)) break;
		sent[r.writer][r.n] = 1;
	}
	return 0;
}
static void *reader(void *arg)
{
	int me = (intptr_t)arg;
	struct record r;
	for (unsigned i = 0; !stop; i++) {
		ssize_t k = read(210 + i % NUMBERS, &r, sizeof r);
		if (k == sizeof r) took(me, r);
		else if (!CHECK(k == -1 && allowed())) break;
	}
	return 0;
}
static unsigned seed;
static unsigned next(void) { return seed = seed * 1103515245 + 12345, seed >> 16; }
static void *churner(void *arg)
{
	while (!stop) {
		int i = next() % NUMBERS, o = next() % OBJECTS, end = next() & 1, fd = end ? 200 + i : 210 + i;
		switch (next() % 4) {
		case 0: CHECK(dup2(object[o][end], fd) == fd); break;
		case 1: CHECK(dup3(object[o][end], fd, O_CLOEXEC) == fd); break;
		case 2: close(fd); CHECK(fcntl(object[o][end], F_DUPFD, fd) >= fd); break;
		case 3: syscall(SYS_close_range, fd, fd, 0); break;
		}
		if (next() % 16 == 0) for (int f = 200 + NUMBERS; f < 230; f++) if (f < 210 || f >= 210 + NUMBERS) close(f);
	}
	return 0;
}
// Objects that live and die meanwhile in the numbers below.
static void *others(void *arg)
{
	char c[8];
	int p[2], made = 0;
	while (!stop) {
		CHECK(!(made++ & 1 ? pipe2(p, O_NONBLOCK) : socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, p)));
		int e = eventfd(1, EFD_NONBLOCK);
		CHECK(write(p[1], "own", 3) == 3 && read(p[0], c, 8) == 3 && read(e, c, 8) == 8);
		close(p[made & 1]);
		close(e);
		close(p[!(made & 1)]);
	}
	return 0;
}
static void run(const char *what)
{
	pthread_t t[WRITERS + READERS + 2];
	stop = 0;
	seed = 1;
	memset(seen, 0, sizeof seen);
	memset(sent, 0, sizeof sent);
	for (int i = 0; i < NUMBERS; i++) { dup2(object[i][1], 200 + i); dup2(object[i][0], 210 + i); }
	int n = 0;
	for (intptr_t i = 0; i < READERS; i++) pthread_create(&t[n++], 0, reader, (void *)i);
	pthread_create(&t[n++], 0, churner, 0);
	pthread_create(&t[n++], 0, others, 0);
	for (intptr_t i = 0; i < WRITERS; i++) pthread_create(&t[n++], 0, writer, (void *)i);
	for (int i = n - WRITERS; i < n; i++) pthread_join(t[i], 0);
	stop = 1;
	for (int i = 0; i < n - WRITERS; i++) pthread_join(t[i], 0);
	struct record r;
	for (int i = 0; i < OBJECTS; i++) {
		ssize_t k;
		while ((k = read(object[i][0], &r, sizeof r)) == sizeof r) took(READERS, r);
		CHECK(k == -1 && errno == EAGAIN);
	}
	int written = 0, lost = 0, invented = 0;
	for (int w = 0; w < WRITERS; w++) for (int i = 0; i < ROUNDS; i++) {
		int s = 0;
		for (int k = 0; k <= READERS; k++) s += seen[k][w][i];
		written += sent[w][i];
		lost += s < sent[w][i];
		invented += s > sent[w][i];
	}
	// A write that looks its number up while nothing is open there and traps when something is may find the host's
	// idle object: docs/kernel.md.
	CHECK(lost <= written / 2);
	printf("%s: %d written, %d read twice\n", what, written, invented);
	for (int f = 200; f < 230; f++) close(f);
}
int main(void)
{
	open_kinds(0);
	for (int i = 0; i < OBJECTS; i++) CHECK(!pipe2(object[i], O_NONBLOCK));
	run("pipes");
	for (int i = 0; i < OBJECTS; i++) { close(object[i][0]); close(object[i][1]); CHECK(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, object[i])); }
	run("stream sockets");
	for (int i = 0; i < OBJECTS; i++) {
		close(object[i][0]);
		close(object[i][1]);
		CHECK(!(i & 1 ? pipe2(object[i], O_NONBLOCK | O_DIRECT) : socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, object[i])));
	}
	run("packets of two kinds");
	return done();
}
