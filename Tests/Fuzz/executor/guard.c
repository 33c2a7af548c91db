// Calls that would block are not made. A write that may be made is made short enough to find room.
#include <sys/stat.h>
#include "fuzz.h"

int blocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && !(flags & (O_NONBLOCK | O_PATH));
}

// One page of a pipe is free when it can be written; of a socket buffer, which may be as small as 4,608 bytes, three quarters.
static long most(int fd)
{
	struct stat st;
	if (fstat(fd, &st)) return 0;
	return S_ISSOCK(st.st_mode) ? 1024 : 4096;
}

long guard(int fd, int events, long n)
{
	if (!blocking(fd)) return n;
	struct pollfd p = { .fd = fd, .events = events };
	if (poll(&p, 1, 0) <= 0) {
		say(" would block");
		return BLOCKED;
	}
	say(" ready %x", p.revents);
	if (events & POLLOUT && (unsigned long)n > (unsigned long)most(fd)) return most(fd);
	return n;
}
