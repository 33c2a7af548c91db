#include "descriptors/kinds.h"
#include <pthread.h>
#include <poll.h>
// Opening /proc/self/fd/N, /dev/fd/N and the like: a new description of the same object, with the data that is in it.
static char path[128];
static char *way(int i, int fd)
{
	switch (i) {
	case 0: snprintf(path, sizeof path, "/proc/self/fd/%d", fd); break;
	case 1: snprintf(path, sizeof path, "/dev/fd/%d", fd); break;
	case 2: snprintf(path, sizeof path, "/proc/%d/fd/%d", getpid(), fd); break;
	case 3: snprintf(path, sizeof path, "/proc/thread-self/fd/%d", fd); break;
	case 4: snprintf(path, sizeof path, "/proc/self/task/%d/fd/%d", gettid(), fd); break;
	case 5: snprintf(path, sizeof path, "/proc/../proc/./self//fd/%d", fd); break;
	case 6: snprintf(path, sizeof path, "/proc/self/root/proc/self/fd/%d", fd); break;
	default: return 0;
	}
	return path;
}
static long again(int fd)
{
	int d = open(way(0, fd), O_RDONLY | O_NONBLOCK);
	if (d < 0) return -1;
	close(d);
	return 0;
}
static long by_path(int fd)
{
	int o = open(way(1, fd), O_PATH), d;
	struct stat a, b;
	if (!CHECK(o >= 0)) return -1;
	CHECK(!fstat(o, &a) && !fstat(fd, &b) && a.st_ino == b.st_ino && a.st_mode == b.st_mode);
	CHECK(read(o, &d, 1) == -1 && errno == EBADF);
	d = open(way(0, o), O_RDONLY | O_NONBLOCK);
	int e = errno;
	close(o);
	close(d);
	errno = e;
	return d < 0 ? -1 : 0;
}
static void *other(void *arg)
{
	*(int *)arg = open(path, O_RDONLY | O_NONBLOCK);
	return 0;
}
int main(void)
{
	int p[2], n;
	char buf[32];
	open_kinds(O_NONBLOCK);
	each_kind("open again", again);
	each_kind("O_PATH", by_path);
	for (int i = 0; way(i, 0); i++) {
		CHECK(!pipe2(p, O_NONBLOCK | O_CLOEXEC) && write(p[1], "0123456789", 10) == 10);
		int d = open(way(i, p[0]), O_RDONLY);
		if (!CHECK(d >= 0)) continue;
		printf("flags %x %x\n", fcntl(d, F_GETFL), fcntl(d, F_GETFD));
		memset(buf, 0, sizeof buf);
		CHECK(read(d, buf, 4) == 4 && read(p[0], buf + 4, 3) == 3 && read(d, buf + 7, 9) == 3 && !strcmp(buf, "0123456789"));
		// The description is its own.
		fcntl(d, F_SETFL, O_NONBLOCK);
		fcntl(p[0], F_SETFL, 0);
		show("empty", read(d, buf, 9));
		CHECK(write(p[1], "more", 4) == 4 && read(d, buf, 9) == 4);
		// Either way round, and both.
		int w = open(way(i, p[0]), O_WRONLY), rw = open(way(i, p[1]), O_RDWR);
		CHECK(w >= 0 && rw >= 0 && write(w, "a", 1) == 1 && write(rw, "b", 1) == 1 && write(p[1], "c", 1) == 1);
		CHECK(read(rw, buf, 9) == 3 && !memcmp(buf, "abc", 3));
		show("read of a write end", read(w, buf, 1));
		close(p[1]);
		close(rw);
		show("a writer is left", read(d, buf, 1));
		close(p[0]);
		CHECK(write(w, "z", 1) == 1 && read(d, buf, 9) == 1);
		close(w);
		show("none is left", read(d, buf, 1));
		close(d);
	}
	// The last reader closed and opened again through the writer: nothing is lost.
	CHECK(!pipe2(p, O_NONBLOCK) && write(p[1], "stays", 5) == 5);
	close(p[0]);
	int d = open(way(0, p[1]), O_RDONLY);
	CHECK(d >= 0);
	show("reader opened again", read(d, buf, 9));
	CHECK(write(p[1], "new", 3) == 3 && read(d, buf, 9) == 3);
	close(d);
	signal(SIGPIPE, SIG_IGN);
	show("no reader", write(p[1], "x", 1));
	close(p[1]);
	// /dev/stdin and its like, /dev/tty is none of them.
	CHECK(!pipe(p) && write(p[1], "standard", 8) == 8);
	dup2(p[0], 0);
	CHECK((d = open("/dev/stdin", O_RDONLY)) >= 0 && read(d, buf, 4) == 4 && read(0, buf + 4, 9) == 4 && !memcmp(buf, "standard", 8));
	FILE *f = fopen("/proc/self/fd/0", "r");
	CHECK(f && write(p[1], "a line\n", 7) == 7 && fgets(buf, sizeof buf, f) && !strcmp(buf, "a line\n"));
	fclose(f);
	dup2(p[1], 2);
	CHECK((d = open("/dev/stderr", O_WRONLY)) >= 0 && write(d, "err", 3) == 3 && read(0, buf, 9) == 3);
	int fds = open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
	snprintf(buf, sizeof buf, "%d", p[0]);
	CHECK(write(p[1], "at", 2) == 2 && (n = openat(fds, buf, O_RDONLY)) >= 0 && read(n, buf, 9) == 2);
	// A name that is opened by another thread.
	pthread_t t;
	CHECK(write(p[1], "thread", 6) == 6);
	way(0, p[0]);
	pthread_create(&t, 0, other, &n);
	pthread_join(t, 0);
	CHECK(n >= 0 && read(n, buf, 9) == 6);
	struct pollfd pf = { n, POLLIN, 0 };
	CHECK(poll(&pf, 1, 0) == 0 && write(p[1], "x", 1) == 1 && poll(&pf, 1, 0) == 1 && pf.revents == POLLIN);
	// Flags.
	d = open(way(0, p[1]), O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_DIRECT);
	printf("flags %x %x\n", fcntl(d, F_GETFL), fcntl(d, F_GETFD));
	show("O_DIRECTORY", open(path, O_RDONLY | O_DIRECTORY));
	show("O_NOFOLLOW", open(path, O_RDONLY | O_NOFOLLOW));
	show("O_CREAT | O_EXCL", open(path, O_RDWR | O_CREAT | O_EXCL, 0600));
	show("truncate", truncate(path, 0));
	close(250);
	show("closed", open("/proc/self/fd/250", O_RDONLY));
	show("no number", open("/proc/self/fd/x", O_RDONLY));
	show("leading zero", open("/dev/fd/00", O_RDONLY));
	show("further", open("/dev/fd/0/x", O_RDONLY));
	show("unlink", unlink("/proc/self/fd/0"));
	return done();
}
