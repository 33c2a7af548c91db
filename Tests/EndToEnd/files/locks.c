#include "check.h"
#include <pthread.h>
#include <sys/file.h>
// Record locks (process, open file description), flock, lockf: who excludes whom, waiting, dead-lock, release on close.
static int fd;
static long lock(int f, int cmd, int type, off_t start, off_t len)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = len };
	return fcntl(f, cmd, &l);
}
static void try_all(void)
{
	int f = open("file", O_RDWR);
	show("  write 0-10", lock(f, F_SETLK, F_WRLCK, 0, 10));
	show("  read 0-10", lock(f, F_SETLK, F_RDLCK, 0, 10));
	show("  write 10-20", lock(f, F_SETLK, F_WRLCK, 10, 10));
	show("  write 100-", lock(f, F_SETLK, F_WRLCK, 100, 0));
	show("  flock", flock(f, LOCK_EX | LOCK_NB));
	struct flock l = { .l_type = F_WRLCK, .l_len = 0 };
	fcntl(f, F_GETLK, &l);
	printf("  held: type %d start %d length %d by the parent %d\n", l.l_type, (int)l.l_start, (int)l.l_len, l.l_pid == getppid());
}
static void *thread(void *arg)
{
	int f = open("file", O_RDWR);
	show("thread: process lock", lock(f, F_SETLK, F_WRLCK, 0, 10));
	show("thread: OFD lock", lock(f, F_OFD_SETLK, F_WRLCK, 200, 10));
	return 0;
}
int main(void)
{
	char c;
	int p[2];
	pthread_t t;
	fd = open("file", O_RDWR | O_CREAT, 0600);
	show("read 0-10", lock(fd, F_SETLK, F_RDLCK, 0, 10));
	in_child("child against a read lock", try_all);
	show("write 0-10", lock(fd, F_SETLK, F_WRLCK, 0, 10));
	show("write 50-", lock(fd, F_SETLK, F_WRLCK, 50, 0));
	in_child("child against write locks", try_all);
	show("unlock the middle", lock(fd, F_SETLK, F_UNLCK, 3, 4));
	in_child("child against pieces", try_all);
	show("OFD 200-210", lock(open("file", O_RDWR), F_OFD_SETLK, F_WRLCK, 200, 10));
	lock(fd, F_SETLK, F_UNLCK, 0, 0);
	show("OFD 200-210", lock(open("file", O_RDWR), F_OFD_SETLK, F_WRLCK, 200, 10));
	pthread_create(&t, 0, thread, 0);
	pthread_join(t, 0);
	lock(fd, F_SETLK, F_WRLCK, 0, 10);
	close(open("file", O_RDWR));
	in_child("after any close of the file", try_all);
	show("flock", flock(fd, LOCK_EX));
	in_child("child against flock", try_all);
	show("flock unlock", flock(fd, LOCK_UN));
	// A waiter gets the lock when the owner ends.
	pipe(p);
	pid_t k = fork();
	if (!k) {
		lock(fd, F_SETLK, F_WRLCK, 300, 1);
		write(p[1], "r", 1);
		msleep(20);
		_exit(0);
	}
	read(p[0], &c, 1);
	show("wait for it", lock(fd, F_SETLKW, F_WRLCK, 300, 1));
	waitpid(k, 0, 0);
	// Dead-lock is told to one of the two.
	k = fork();
	if (!k) {
		lock(fd, F_SETLK, F_WRLCK, 400, 1);
		write(p[1], "r", 1);
		lock(fd, F_SETLKW, F_WRLCK, 300, 1);
		_exit(errno == EDEADLK);
	}
	read(p[0], &c, 1);
	int st, deadlocked = lock(fd, F_SETLKW, F_WRLCK, 400, 1) < 0;
	CHECK(!deadlocked || errno == EDEADLK);
	lock(fd, F_SETLK, F_UNLCK, 0, 0);
	waitpid(k, &st, 0);
	printf("dead-locks told: %d\n", deadlocked + (WEXITSTATUS(st) == 1));
	show("lockf", lockf(fd, F_TLOCK, 5));
	show("lockf test", lockf(fd, F_TEST, 5));
	show("bad type", lock(fd, F_SETLK, 9, 0, 1));
	show("negative", lock(fd, F_SETLK, F_WRLCK, -5, 1));
	show("read-only descriptor", lock(open("file", O_RDONLY), F_SETLK, F_WRLCK, 0, 1));
	show("bad descriptor", flock(999, LOCK_SH));
	return done();
}
