// fsyncs in a row, with io_uring and where a sandbox forbids it.
#include "batch.h"
#include <sys/prctl.h>

// As <linux/filter.h> has them.
struct instruction { unsigned short code; unsigned char yes, no; unsigned k; };
struct program { unsigned short length; struct instruction *first; };

static void sync_all(const char *what)
{
	int f[5], p[2];
	char name[16];
	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof name, "f%d", i);
		CHECK((f[i] = open(name, O_CREAT|O_RDWR, 0600)) >= 0);
	}
	CHECK(!pipe(p));
	long used = dup(0);
	close(used);
	batch_start();
	for (int i = 0; i < 5; i++) CHECK(write(f[i], name, 2) == 2);
	for (int i = 0; i < 5; i++) CHECK(!(i & 1 ? fsync(f[i]) : fdatasync(f[i])));
	fsync(p[0]), fdatasync(-1);
	for (int i = 0; i < 100; i++) fsync(f[i % 5]);
	for (int i = 0; i < 5; i++) CHECK(!close(f[i]));
	long failed = batch_flush();
	CHECK(!has_batches() || (failed == 2 && batch_count() == 117));
	CAME_TO(4, write, 2, 0);
	CAME_TO(5, fdatasync, 0, 0);
	CAME_TO(6, fsync, 0, 0);
	CAME_TO(10, fsync, -1, EINVAL);
	CAME_TO(11, fdatasync, -1, EBADF);
	CAME_TO(111, fsync, 0, 0);
	CAME_TO(116, close, 0, 0);
	close(p[0]), close(p[1]);
	// No descriptor is left behind.
	int now = dup(0);
	printf("%s: %d\n", what, now == f[0]);
	close(now);
}

static void forbid(int number, int error)
{
	struct instruction f[] = {
		{ 0x20, 0, 0, 0 },                   // load the number
		{ 0x15, 0, 1, number },
		{ 0x06, 0, 0, 0x50000 | error },     // SECCOMP_RET_ERRNO
		{ 0x06, 0, 0, 0x7fff0000 },          // SECCOMP_RET_ALLOW
	};
	struct program p = { 4, f };
	CHECK(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	CHECK(!prctl(PR_SET_SECCOMP, 2, &p));
}

int main(void)
{
	sync_all("free");
	int error[] = { ENOSYS, EPERM, ENOMEM };
	for (int i = 0; i < 3; i++) {
		pid_t p = fork();
		int st;
		if (!p) {
			forbid(425, error[i]);
			sync_all(ename(error[i]));
			_exit(check_failures);
		}
		waitpid(p, &st, 0);
		status("child", st);
	}
	return done();
}
