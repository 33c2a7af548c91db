// eventfd(2): every flag, sizes, overflow, arrays of buffers, duplicates, blocking and fork.
#include "check.h"
#include <pthread.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>

static void put(int fd, uint64_t v)
{
	printf("put %llx", (unsigned long long)v);
	show("", write(fd, &v, 8));
}

static void get(int fd)
{
	uint64_t v = 0x1234;
	ssize_t r = read(fd, &v, 8);
	printf("get %llx", (unsigned long long)v);
	show("", r);
}

static void nonblocking(int flags)
{
	int fd = eventfd(3, flags | EFD_NONBLOCK | EFD_CLOEXEC);
	printf("flags %x, F_GETFL %x, F_GETFD %x\n", flags, fcntl(fd, F_GETFL), fcntl(fd, F_GETFD));
	get(fd); get(fd); get(fd); get(fd);
	put(fd, 0); get(fd);
	put(fd, -1); put(fd, -2); put(fd, 1); put(fd, 0);
	get(fd);
	put(fd, -3); get(fd); get(fd);
	put(fd, 1);
	close(fd);
	errno = 0;
	get(fd);
}

static void sizes(void)
{
	char b[64];
	memset(b, 1, sizeof b);
	int fd = eventfd(0, EFD_NONBLOCK);
	for (int n = 0; n < 20; n++) {
		printf("%d:", n);
		show(" write", write(fd, b, n));
		show(" read", read(fd, b, n));
	}
	show("pread", pread(fd, b, 8, 0));
	show("pwrite", pwrite(fd, b, 8, 0));
	show("lseek", lseek(fd, 0, SEEK_SET));
	int n;
	show("FIONREAD", ioctl(fd, FIONREAD, &n));
	show("ftruncate", ftruncate(fd, 0));
	struct stat st;
	show("fstat", fstat(fd, &st));
	printf("mode %o\n", st.st_mode);
	close(fd);
}

static void vector(int fd, const char *what, int count, const int *lengths)
{
	uint64_t words[8][2];
	struct iovec v[8];
	for (int i = 0; i < count; i++) {
		words[i][0] = i + 1;
		words[i][1] = 0;
		v[i] = (struct iovec){ words[i], lengths[i] };
	}
	printf("%s:", what);
	show(" writev", writev(fd, v, count));
	show("  readv", readv(fd, v, count));
	for (int i = 0; i < count; i++) printf("  %llx", (unsigned long long)words[i][0]);
	puts("");
}

static void vectors(void)
{
	int fd = eventfd(0, EFD_NONBLOCK);
	vector(fd, "8", 1, (int[]){ 8 });
	vector(fd, "8 8 8", 3, (int[]){ 8, 8, 8 });
	vector(fd, "8 0 8", 3, (int[]){ 8, 0, 8 });
	vector(fd, "0 8", 2, (int[]){ 0, 8 });
	vector(fd, "8 4", 2, (int[]){ 8, 4 });
	vector(fd, "4 4", 2, (int[]){ 4, 4 });
	vector(fd, "16 8", 2, (int[]){ 16, 8 });
	vector(fd, "8 16 8", 3, (int[]){ 8, 16, 8 });
	vector(fd, "0 0", 2, (int[]){ 0, 0 });
	vector(fd, "0", 1, (int[]){ 0 });
	show("writev of none", writev(fd, 0, 0));
	show("readv of none", readv(fd, 0, 0));
	uint64_t full = -2;
	struct iovec v[2] = { { &full, 8 }, { &full, 8 } };
	show("writev over the top", writev(fd, v, 2));
	get(fd);
	close(fd);
}

static void descriptors(void)
{
	int fd = eventfd(0, EFD_NONBLOCK), other = dup(fd), third = fcntl(fd, F_DUPFD, 100);
	put(fd, 5);
	get(other);
	put(third, 7);
	close(fd);
	get(other);
	put(other, 9);
	fcntl(other, F_SETFL, 0);
	printf("F_GETFL %x\n", fcntl(third, F_GETFL));
	fcntl(third, F_SETFL, O_NONBLOCK);
	close(third);
	get(other); get(other);
	put(other, 11);
	// Its name in /proc is another way to it.
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", other);
	char target[64] = "";
	show("readlink", readlink(path, target, sizeof target - 1));
	puts(target);
	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", other);
	FILE *f = fopen(path, "r");
	char line[128];
	while (f && fgets(line, sizeof line, f)) if (strstr(line, "eventfd-count")) fputs(line, stdout);
	if (f) fclose(f);
	get(other);
	close(other);
}

static int shared, gate;
static volatile uint64_t sum;

static void *reader(void *arg)
{
	uint64_t v;
	for (int i = 0; i < 1000; i++) if (read(shared, &v, 8) == 8) __atomic_add_fetch(&sum, v, __ATOMIC_SEQ_CST);
	return 0;
}

static void threads(void)
{
	pthread_t t[4];
	shared = eventfd(0, EFD_SEMAPHORE);
	for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, reader, 0);
	for (uint64_t i = 0, v = 4; i < 1000; i++) CHECK(write(shared, &v, 8) == 8);
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	printf("sum %llu\n", (unsigned long long)sum);
	close(shared);
}

static int tids[2];

static void *writer(void *arg)
{
	uint64_t v = (uintptr_t)arg;
	tids[v == 10] = syscall(SYS_gettid);
	uint64_t one = 1;
	write(gate, &one, 8);
	CHECK(write(shared, &v, 8) == 8);
	return 0;
}

// Two that wait to write: the room that a read makes is enough for one only.
static void full(void)
{
	pthread_t a, b;
	uint64_t v = -2;
	shared = eventfd(0, EFD_SEMAPHORE);
	gate = eventfd(0, 0);
	put(shared, -2);
	pthread_create(&a, 0, writer, (void *)10);
	CHECK(read(gate, &v, 8) == 8);
	CHECK(!asleep(tids[1]));
	pthread_create(&b, 0, writer, (void *)1);
	CHECK(read(gate, &v, 8) == 8);
	CHECK(!asleep(tids[0]));
	get(shared);
	pthread_join(b, 0);
	struct pollfd p = { shared, POLLIN|POLLOUT, 0 };
	show("poll", poll(&p, 1, 0));
	printf("revents %x\n", p.revents);
	for (int i = 0; i < 10; i++) get(shared);
	pthread_join(a, 0);
	close(shared);
	close(gate);
}

static void child(void)
{
	get(shared);
	put(shared, 40);
}

static void forked(void)
{
	shared = eventfd(2, 0);
	put(shared, 1);
	in_child("child", child);
	get(shared);
	put(shared, 6);
	get(shared);
	close(shared);
}

static void on_alarm(int s) { }

static void interrupted(int flags)
{
	struct sigaction sa = { .sa_handler = on_alarm, .sa_flags = flags };
	sigaction(SIGALRM, &sa, 0);
	shared = eventfd(0, 0);
	struct itimerspec { struct timespec a, b; };
	timer_t t;
	timer_create(CLOCK_MONOTONIC, &(struct sigevent){ .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM }, &t);
	timer_settime(t, 0, (void *)&(struct itimerspec){ { 0 }, { 0, 20000000 } }, 0);
	if (!flags) get(shared);
	timer_delete(t);
	close(shared);
}

int main(void)
{
	show("eventfd of bad flags", eventfd(0, 2));
	show("eventfd of bad flags", eventfd(0, -1));
	nonblocking(0);
	nonblocking(EFD_SEMAPHORE);
	sizes();
	vectors();
	descriptors();
	threads();
	full();
	forked();
	interrupted(0);
	return done();
}
