#include "waiting/waiter.h"
#include <sys/eventfd.h>
// eventfd: blocked readers and writers, who is woken, signals, many threads, a child.
static int fd;
static long result, result_errno;
static uint64_t value;
static void *reads(void *arg) { tid = gettid(); value = 0; result = read(fd, &value, 8); result_errno = errno; return 0; }
static void *writes(void *arg) { uint64_t v = (intptr_t)arg; tid = gettid(); result = write(fd, &v, 8); result_errno = errno; return 0; }
static void ended(const char *what, pthread_t t)
{
	pthread_join(t, 0);
	printf("%s: %ld %s %llx\n", what, result, result < 0 ? ename(result_errno) : "", (unsigned long long)value);
}
static uint64_t sums[4];
static void *sums_up(void *arg)
{
	uint64_t v;
	while (read(fd, &v, 8) == 8) {
		if (v >> 40) { write(fd, &(uint64_t){ 1ull << 40 }, 8); v &= (1ull << 40) - 1; sums[(intptr_t)arg] += v; break; }
		sums[(intptr_t)arg] += v;
	}
	return 0;
}
static void *adds(void *arg) { for (int i = 0; i < 2000; i++) CHECK(write(fd, &(uint64_t){ 1 + i % 2 }, 8) == 8); return 0; }
static void *takes(void *arg) { for (int i = 0; i < 2000; i++) { uint64_t v; CHECK(read(fd, &v, 8) == 8 && v == 1); } return 0; }
int main(void)
{
	pthread_t t, ts[8];
	int st;
	fd = eventfd(0, 0);
	t = begin(reads, 0);
	eventfd_write(fd, 0);
	CHECK(!asleep(tid));
	eventfd_write(fd, 5);
	ended("reader", t);
	t = begin(reads, 0);
	hit(t, 0);
	ended("reader, signal", t);
	t = begin(reads, 0);
	hit(t, SA_RESTART);
	CHECK(!asleep(tid));
	eventfd_write(fd, 6);
	ended("reader, signal with SA_RESTART", t);
	eventfd_write(fd, UINT64_MAX - 1);
	t = begin(writes, 3);
	eventfd_t v;
	CHECK(!eventfd_read(fd, &v) && v == UINT64_MAX - 1);
	ended("writer of 3", t);
	CHECK(!eventfd_read(fd, &v) && v == 3);
	eventfd_write(fd, UINT64_MAX - 1);
	t = begin(writes, 2);
	hit(t, 0);
	ended("writer, signal", t);
	t = begin(writes, 2);
	hit(t, SA_RESTART);
	CHECK(!asleep(tid));
	eventfd_read(fd, &v);
	ended("writer, signal with SA_RESTART", t);
	eventfd_read(fd, &v);
	// Semaphore: a writer that does not fit is woken by a read of one when that is enough.
	close(fd);
	fd = eventfd(0, EFD_SEMAPHORE);
	eventfd_write(fd, UINT64_MAX - 1);
	t = begin(writes, 2);
	CHECK(!eventfd_read(fd, &v) && v == 1);
	CHECK(!asleep(tid));
	CHECK(!eventfd_read(fd, &v) && v == 1);
	ended("semaphore writer", t);
	close(fd);
	// Three blocked readers, a semaphore of two: two go on.
	fd = eventfd(0, EFD_SEMAPHORE);
	for (int i = 0; i < 3; i++) ts[i] = begin(reads, 0);
	eventfd_write(fd, 3);
	for (int i = 0; i < 3; i++) pthread_join(ts[i], 0);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	show("none left", read(fd, &v, 8));
	fcntl(fd, F_SETFL, 0);
	for (int i = 0; i < 4; i++) pthread_create(&ts[i], 0, takes, 0);
	for (int i = 0; i < 4; i++) { uint64_t n = 2000; CHECK(write(fd, &n, 8) == 8); }
	for (int i = 0; i < 4; i++) pthread_join(ts[i], 0);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	show("all taken", read(fd, &v, 8));
	close(fd);
	fd = eventfd(0, 0);
	for (intptr_t i = 0; i < 4; i++) pthread_create(&ts[i], 0, sums_up, (void *)i);
	for (int i = 4; i < 8; i++) pthread_create(&ts[i], 0, adds, 0);
	for (int i = 4; i < 8; i++) pthread_join(ts[i], 0);
	write(fd, &(uint64_t){ 1ull << 40 }, 8);
	for (int i = 0; i < 4; i++) pthread_join(ts[i], 0);
	printf("sum %d\n", (int)(sums[0] + sums[1] + sums[2] + sums[3]));
	close(fd);
	// Shared with a child: the count goes over, both add and take, either wakes the other.
	fd = eventfd(40, 0);
	int sem = eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK), ack = eventfd(0, 0);
	pid_t c = fork();
	if (!c) {
		CHECK(!eventfd_read(fd, &v) && v == 40);
		CHECK(!eventfd_read(sem, &v) && v == 1);
		eventfd_write(ack, 1);
		CHECK(!eventfd_read(fd, &v) && v == 17);
		eventfd_write(sem, 5);
		_exit(check_failures);
	}
	eventfd_read(ack, &v);
	eventfd_write(fd, 17);
	CHECK(waitpid(c, &st, 0) == c);
	status("child", st);
	int n = 0;
	while (!eventfd_read(sem, &v)) n += v;
	printf("semaphore %d\n", n);
	printf("flags %x %x\n", fcntl(fd, F_GETFL), fcntl(sem, F_GETFL));
	return done();
}
