#include "descriptors/kinds.h"
#include <sys/ioctl.h>
#include <termios.h>
// ioctl of each kind: FIONREAD, FIONBIO, FIOASYNC, FIOCLEX, FIONCLEX, terminals, unknown ones, bad pointers.
static int value;
static long waiting(int fd) { value = -5; long r = ioctl(fd, FIONREAD, &value); return r ? r : value; }
static long outgoing(int fd) { value = -5; long r = ioctl(fd, TIOCOUTQ, &value); return r ? r : value; }
static long on(int fd)
{
	value = 1;
	long r = ioctl(fd, FIONBIO, &value);
	CHECK(!!(fcntl(fd, F_GETFL) & O_NONBLOCK) == !r);
	value = 77;
	CHECK(ioctl(fd, FIONBIO, &value) == r && !!(fcntl(fd, F_GETFL) & O_NONBLOCK) == !r);
	value = 0;
	CHECK(ioctl(fd, FIONBIO, &value) == r && !(fcntl(fd, F_GETFL) & O_NONBLOCK));
	return r;
}
static long through_copy(int fd)
{
	int d = dup(fd);
	value = 1;
	long r = ioctl(d, FIONBIO, &value);
	CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK);
	close(d);
	value = 0;
	return r | ioctl(fd, FIONBIO, &value);
}
static long close_flag(int fd)
{
	int d = dup(fd);
	long r = ioctl(d, FIOCLEX);
	CHECK(fcntl(d, F_GETFD) == FD_CLOEXEC && fcntl(fd, F_GETFD) == 0);
	r |= ioctl(d, FIOCLEX, 8) | ioctl(d, FIONCLEX);
	CHECK(fcntl(d, F_GETFD) == 0);
	close(d);
	return r;
}
static long async(int fd)
{
	value = 1;
	long r = ioctl(fd, FIOASYNC, &value);
	int e = errno;
	printf("%d, ", !!(fcntl(fd, F_GETFL) & O_ASYNC));
	value = 0;
	ioctl(fd, FIOASYNC, &value);
	CHECK(!(fcntl(fd, F_GETFL) & O_ASYNC));
	errno = e;
	return r;
}
static long terminal(int fd) { struct termios t; return ioctl(fd, TCGETS, &t); }
static long terminal_bad(int fd) { return ioctl(fd, TCGETS, 8); }
static long window(int fd) { struct winsize w; return ioctl(fd, TIOCGWINSZ, &w); }
static long tty(int fd) { errno = 0; CHECK(!isatty(fd)); return -1; }
static long unknown(int fd) { return ioctl(fd, 0x12345678, &value); }
static long zero(int fd) { return ioctl(fd, 0, 0); }
static long bad_fionread(int fd) { return ioctl(fd, FIONREAD, 8); }
static long bad_fionbio(int fd) { return ioctl(fd, FIONBIO, 8); }
static long bad_fioasync(int fd) { return ioctl(fd, FIOASYNC, 8); }
int main(void)
{
	char buf[64];
	open_kinds(0);
	each_kind("FIONREAD", waiting);
	each_kind("TIOCOUTQ", outgoing);
	static const char *const writers[] = { "pipe w", "packet w", "stream", "stream peer", "dgram", "seqpacket" };
	for (int i = 0; i < 6; i++) { write(kind(writers[i]), "abcdefg", 7); write(kind(writers[i]), "hij", 3); }
	eventfd_write(kind("eventfd"), 300);
	write(kind("file"), "12345", 5);
	lseek(kind("file"), 2, SEEK_SET);
	each_kind("FIONREAD with data", waiting);
	static const char *const readers[] = { "pipe r", "packet r", "stream peer", "stream", "dgram peer", "seqpacket peer" };
	for (int i = 0; i < 6; i++) {
		CHECK(read(kind(readers[i]), buf, 4) == 4);
		printf("%s after 4: %ld\n", readers[i], waiting(kind(readers[i])));
	}
	each_kind("FIONBIO", on);
	each_kind("FIONBIO through a copy", through_copy);
	each_kind("FIOCLEX", close_flag);
	each_kind("FIOASYNC", async);
	each_kind("TCGETS", terminal);
	each_kind("TCGETS bad", terminal_bad);
	each_kind("TIOCGWINSZ", window);
	each_kind("isatty", tty);
	each_kind("unknown", unknown);
	each_kind("zero", zero);
	each_kind("FIONREAD bad", bad_fionread);
	each_kind("FIONBIO bad", bad_fionbio);
	each_kind("FIOASYNC bad", bad_fioasync);
	static const unsigned long requests[] = { FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, TCGETS, FIOASYNC };
	for (int i = 0; i < 6; i++) show("closed", ioctl(999, requests[i], 8));
	CHECK(syscall(SYS_ioctl, kind("pipe r"), 0xffffffff00000000 | FIONREAD, &value) == 0);
	printf("upper half is ignored: %d\n", value);
	return done();
}
