#include "descriptors/kinds.h"
#include <dirent.h>
#include <sys/resource.h>
// Everything closed by a loop up to sysconf(_SC_OPEN_MAX), as old daemons do, and by /proc/self/fd; then all works again.
static int closed(void)
{
	int n = 0;
	for (int i = 0; i < kind_count; i++) {
		errno = 0;
		n += fcntl(kinds[i].fd, F_GETFD) == -1 && errno == EBADF;
	}
	return n;
}
static void works(void)
{
	int p[2];
	char c;
	CHECK(!pipe(p) && p[0] == 3 && p[1] == 4);
	CHECK(write(p[1], "x", 1) == 1 && read(p[0], &c, 1) == 1);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, p) && p[0] == 5 && p[1] == 6);
	CHECK(send(p[1], "x", 1, 0) == 1 && recv(p[0], &c, 1, 0) == 1);
	int e = epoll_create1(0);
	struct epoll_event ev = { EPOLLIN | EPOLLOUT, { 0 } };
	CHECK(e == 7 && !epoll_ctl(e, EPOLL_CTL_ADD, 5, &ev) && epoll_wait(e, &ev, 1, 0) == 1 && ev.events == EPOLLOUT);
	for (int i = 3; i < 8; i++) close(i);
}
int main(void)
{
	struct rlimit r;
	CHECK(!getrlimit(RLIMIT_NOFILE, &r));
	r.rlim_cur = 1000;
	CHECK(!setrlimit(RLIMIT_NOFILE, &r));
	CHECK(sysconf(_SC_OPEN_MAX) == 1000);
	open_kinds(0);
	for (int i = 0; i < kind_count; i++) dup2(kinds[i].fd, 970 + i);
	int ok = 0, bad = 0;
	for (int i = 3; i < sysconf(_SC_OPEN_MAX); i++) {
		if (!close(i)) ok++;
		else { CHECK(errno == EBADF); bad++; }
	}
	printf("all kinds are closed: %d\n", closed() == kind_count);
	CHECK(ok >= 2 * kind_count && ok + bad == 997);
	works();
	kind_count = 0;
	open_kinds(O_CLOEXEC);
	for (int i = 999; i > 2; i--) close(i);
	printf("all kinds are closed: %d\n", closed() == kind_count);
	works();
	kind_count = 0;
	open_kinds(O_NONBLOCK);
	DIR *d = opendir("/proc/self/fd");
	struct dirent *e;
	int n = 0;
	while ((e = readdir(d))) {
		int fd = atoi(e->d_name);
		if (e->d_name[0] != '.' && fd > 2 && fd != dirfd(d)) { CHECK(!close(fd)); n++; }
	}
	closedir(d);
	printf("%d found and closed, all kinds %d\n", n, closed() == kind_count);
	works();
	// A child closes all; the parent's stay.
	int p[2], st;
	CHECK(!pipe(p) && write(p[1], "kept", 4) == 4);
	pid_t c = fork();
	if (!c) {
		for (int i = 3; i < 1000; i++) close(i);
		works();
		_exit(check_failures);
	}
	waitpid(c, &st, 0);
	status("child", st);
	char b[8];
	CHECK(read(p[0], b, 8) == 4);
	// Standard input and output too: the next ones are 0, 1, 2.
	int out = fcntl(1, F_DUPFD, 500);
	for (int i = 0; i < 100; i++) close(i);
	CHECK(!pipe(p) && p[0] == 0 && p[1] == 1 && eventfd(0, 0) == 2);
	CHECK(write(1, "abc", 3) == 3 && read(0, b, 8) == 3);
	dup2(out, 1);
	return done();
}
