#include "check.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/socket.h>
// A cancel that comes just as a call succeeds must not lose what the call did.
static int p[2], s[2];
static volatile long taken;
static sem_t sem;

static void *reader(void *arg)
{
	char c[1];
	for (;;) taken += read(p[0], c, 1);
	return 0;
}
static void *receiver(void *arg)
{
	char c[1];
	for (;;) taken += recv(s[0], c, 1, 0);
	return 0;
}
static void *writer(void *arg)
{
	for (;;) taken += write(p[1], "x", 1);
	return 0;
}
static void *waiter(void *arg)
{
	for (;;) {
		sem_wait(&sem);
		taken++;
	}
	return 0;
}
static void spin(int n) { for (volatile int i = 0; i < n; i++); }
static long left(int fd)
{
	char buf[4096];
	long n, sum = 0;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	while ((n = read(fd, buf, sizeof buf)) > 0) sum += n;
	fcntl(fd, F_SETFL, 0);
	return sum;
}

int main(void)
{
	enum { ROUNDS = 200 };
	pthread_t t;
	void *r;
	long bad = 0;
	unsigned x = 1;
	CHECK(!pipe(p) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	for (int i = 0; i < ROUNDS; i++) {
		taken = 0;
		pthread_create(&t, 0, reader, 0);
		long sent = 0;
		x = x * 1103515245 + 12345;
		for (int k = x >> 16 & 15; k >= 0; k--) sent += write(p[1], "abc", 3), spin(x >> 20 & 255);
		pthread_cancel(t);
		sent += write(p[1], "de", 2);
		CHECK(!pthread_join(t, &r) && r == PTHREAD_CANCELED);
		bad += taken + left(p[0]) != sent;
	}
	printf("read: %ld rounds lost data\n", bad);
	for (int i = bad = 0; i < ROUNDS; i++) {
		taken = 0;
		pthread_create(&t, 0, receiver, 0);
		long sent = 0;
		x = x * 1103515245 + 12345;
		for (int k = x >> 16 & 15; k >= 0; k--) sent += send(s[1], "abc", 3, 0), spin(x >> 20 & 255);
		pthread_cancel(t);
		sent += send(s[1], "de", 2, 0);
		CHECK(!pthread_join(t, &r) && r == PTHREAD_CANCELED);
		bad += taken + left(s[0]) != sent;
	}
	printf("recv: %ld rounds lost data\n", bad);
	for (int i = bad = 0; i < ROUNDS; i++) {
		taken = 0;
		pthread_create(&t, 0, writer, 0);
		x = x * 1103515245 + 12345;
		char buf[64];
		long got = read(p[0], buf, 1 + (x >> 16 & 31));
		spin(x >> 20 & 4095);
		pthread_cancel(t);
		CHECK(!pthread_join(t, &r) && r == PTHREAD_CANCELED);
		bad += got + left(p[0]) != taken;
	}
	printf("write: %ld rounds lost data\n", bad);
	for (int i = bad = 0; i < ROUNDS; i++) {
		int value, n;
		taken = 0;
		sem_init(&sem, 0, 0);
		pthread_create(&t, 0, waiter, 0);
		x = x * 1103515245 + 12345;
		for (n = 0; n < (int)(x >> 16 & 15); n++) sem_post(&sem), spin(x >> 20 & 255);
		pthread_cancel(t);
		sem_post(&sem);
		CHECK(!pthread_join(t, &r) && r == PTHREAD_CANCELED);
		sem_getvalue(&sem, &value);
		bad += taken + value != n + 1;
	}
	printf("sem_wait: %ld rounds lost a post\n", bad);
	return done();
}
