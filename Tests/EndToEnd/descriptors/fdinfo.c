#include "descriptors/kinds.h"
// /proc/self/fdinfo: position, flags, and what eventfd, timerfd, signalfd and epoll tell.
static void info(const char *name, int fd)
{
	char path[64], line[256];
	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
	FILE *f = fopen(path, "re");
	if (!CHECK(f)) return;
	printf("%s:", name);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		// The numbers of inodes, mounts and eventfds are the host's.
		if (!strncmp(line, "ino:", 4) || !strncmp(line, "mnt_id:", 7) || !strncmp(line, "eventfd-id:", 11) || !strncmp(line, "scm_fds", 7)) continue;
		if (!strncmp(line, "tfd:", 4)) {
			int d;
			unsigned e;
			unsigned long long u;
			if (CHECK(sscanf(line, "tfd: %d events: %x data: %llx", &d, &e, &u) == 3)) printf(" | tfd %d %x %llx", d, e, u);
			continue;
		}
		if (!strncmp(line, "it_value: (9", 12)) line[12] = 0;
		for (char *p = line; *p; p++) if (*p == '\t') *p = ' ';
		printf(" | %s", line);
	}
	puts("");
	fclose(f);
}
int main(void)
{
	char c;
	open_kinds(O_CLOEXEC);
	dup2(kind("pipe r"), 120);
	dup2(kind("eventfd"), 121);
	struct epoll_event ev = { .events = EPOLLIN | EPOLLET, .data.u64 = 0x123456789abc };
	CHECK(!epoll_ctl(kind("epoll"), EPOLL_CTL_ADD, 120, &ev));
	ev.events = EPOLLOUT | EPOLLONESHOT;
	ev.data.u64 = 7;
	// The order of two in one set is the host's.
	add_kind("second epoll", epoll_create1(0));
	CHECK(!epoll_ctl(kind("second epoll"), EPOLL_CTL_ADD, 121, &ev));
	eventfd_write(kind("eventfd"), 300);
	eventfd_write(kind("semaphore"), 2);
	struct itimerspec t = { { 8, 5 }, { 99, 0 } };
	CHECK(!timerfd_settime(kind("timerfd"), 0, &t, 0));
	write(kind("file"), "12345", 5);
	write(kind("pipe w"), "12345", 5);
	CHECK(read(kind("pipe r"), &c, 1) == 1);
	read(kind("zero"), &c, 1);
	for (int i = 0; i < kind_count; i++) info(kinds[i].name, kinds[i].fd);
	info("copy without the flag", 120);
	fcntl(kind("pipe r"), F_SETFL, O_NONBLOCK);
	info("non-blocking by its copy", 120);
	return done();
}
