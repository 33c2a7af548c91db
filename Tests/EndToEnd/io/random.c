// getrandom(2) and /dev/urandom: flags, lengths, that bytes differ, in children and threads too.
#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/uio.h>

enum { EACH = 64, MANY = 4096 };
static unsigned char pool[MANY][16];
static int count;

static int compare(const void *a, const void *b) { return memcmp(a, b, 16); }

static void differ(const char *what)
{
	qsort(pool, count, 16, compare);
	int same = 0;
	for (int i = 1; i < count; i++) same += !memcmp(pool[i-1], pool[i], 16);
	printf("%s: %d, of which the same: %d\n", what, count, same);
	CHECK(!same);
	count = 0;
}

static void take(int n)
{
	for (int i = 0; i < n; i++) CHECK(getrandom(pool[count++], 16, 0) == 16);
}

static int child_writes;
static char stack[65536];

static int child(void *arg)
{
	unsigned char b[EACH][16];
	for (int i = 0; i < EACH; i++) if (getrandom(b[i], 16, 0) != 16) _exit(1);
	write(child_writes, b, sizeof b);
	_exit(0);
}

static void from_child(pid_t (*start)(void))
{
	int p[2], st;
	CHECK(!pipe(p));
	child_writes = p[1];
	take(3);
	pid_t pid = start();
	take(EACH);
	close(p[1]);
	for (ssize_t n = 0, r; n < EACH*16; n += r) {
		r = read(p[0], (char *)pool[count] + n, EACH*16 - n);
		if (!CHECK(r > 0)) break;
	}
	count += EACH;
	close(p[0]);
	CHECK(waitpid(pid, &st, __WALL) == pid);
	status("child", st);
}

static pid_t by_fork(void) { pid_t p = fork(); return p ? p : child(0); }
static pid_t by_vfork(void) { pid_t p = vfork(); return p ? p : child(0); }
static pid_t by_syscall(void) { pid_t p = syscall(SYS_fork); return p ? p : child(0); }
static pid_t by_clone(void) { return clone(child, stack + sizeof stack, SIGCHLD, 0); }
static pid_t by_shared_clone(void) { return clone(child, stack + sizeof stack, CLONE_VM|SIGCHLD, 0); }
// What the library does not see.
static pid_t by_instruction(void)
{
	pid_t p;
	__asm__ volatile ("syscall" : "=a"(p) : "a"(57) : "rcx", "r11", "memory");
	return p ? p : child(0);
}

static void *thread(void *arg)
{
	for (int i = 0; i < 256; i++) CHECK(getrandom(pool[(intptr_t)arg*256 + i], 16, GRND_NONBLOCK) == 16);
	return 0;
}

static void lengths(int fd, const char *what)
{
	static unsigned char b[40000], zeros[sizeof b];
	static const int length[] = { 0, 1, 7, 8, 31, 32, 33, 64, 255, 256, 257, 991, 992, 993, 1024, 4095, 4096, 4097, 40000 };
	for (int i = 0; i < sizeof length / sizeof *length; i++) {
		int n = length[i];
		memset(b, 0, sizeof b);
		printf("%s %d", what, n);
		show("", fd < 0 ? getrandom(b, n, 0) : read(fd, b, n));
		CHECK(!memcmp(b + n, zeros, sizeof b - n));
		int bits = 0;
		for (int k = 0; k < n; k++) bits += __builtin_popcount(b[k]);
		// Ten standard deviations.
		if (n > 30) CHECK((bits - 4.0*n) * (bits - 4.0*n) < 200.0*n);
	}
}

int main(void)
{
	char b[64];
	show("flags 4|2", getrandom(b, 8, 6));
	show("flags 8", getrandom(b, 8, 8));
	show("GRND_RANDOM", getrandom(b, 8, GRND_RANDOM));
	show("GRND_INSECURE", getrandom(b, 8, 4));
	take(1000);
	differ("one after the other");
	lengths(-1, "getrandom");
	int fd = open("/dev/urandom", O_RDONLY);
	lengths(fd, "urandom");
	struct iovec v[2] = { { pool[0], 16 }, { pool[1], 16 } };
	for (int i = 0; i < 10; i++) {
		show("readv", readv(fd, v, 2));
		count = 2;
		differ("two");
	}
	close(fd);
	from_child(by_fork);
	from_child(by_vfork);
	from_child(by_syscall);
	from_child(by_clone);
	from_child(by_shared_clone);
	from_child(by_instruction);
	differ("in children");
	pthread_t t[8];
	for (intptr_t i = 0; i < 8; i++) pthread_create(&t[i], 0, thread, (void *)i);
	for (int i = 0; i < 8; i++) pthread_join(t[i], 0);
	count = 8*256;
	differ("in threads");
	show("nothing to nowhere", getrandom(0, 0, 0));
	show("to nowhere", getrandom((void *)8, 16, 0));
	show("to the host", getrandom((void *)-64, 16, 0));
	show("too much", getrandom((void *)8, -1, 0));
	char *p = mmap(0, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	munmap(p + 4096, 4096);
	show("to a part", getrandom(p + 4080, 32, 0));
	show("to a part", getrandom(p + 4080, 256, 0));
	show("to none of it", getrandom(p + 4096, 32, 0));
	return done();
}
