#include "check.h"
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>
// Terminals: window size on a pty and elsewhere, line discipline, FIONREAD, unknown requests, controlling terminal.
static volatile int winches;
static int gather(int fd, char *buf, int want)
{
	int n = 0, r;
	while (n < want && (r = read(fd, buf + n, want - n)) > 0) n += r;
	return n;
}
static void handler(int sig) { winches++; }
int main(void)
{
	struct winsize w = { 24, 80, 640, 480 }, x = { 9, 9, 9, 9 };
	struct termios t;
	int m, s, n, p[2];
	char buf[64], name[64];
	CHECK(!pipe(p));
	show("TIOCGWINSZ on a pipe", ioctl(p[0], TIOCGWINSZ, &x));
	show("TIOCGWINSZ on a file", ioctl(open("file", O_RDWR | O_CREAT, 0600), TIOCGWINSZ, &x));
	show("TIOCGWINSZ on nothing", ioctl(999, TIOCGWINSZ, &x));
	show("TIOCGWINSZ on /dev/null", ioctl(open("/dev/null", O_RDWR), TIOCGWINSZ, &x));
	printf("untouched %d %d\n", x.ws_row, x.ws_col);
	n = isatty(p[0]);
	printf("isatty of a pipe %d %s\n", n, ename(errno));
	if (openpty(&m, &s, name, 0, &w)) { printf("openpty: %s\n", ename(errno)); return done(); }
	CHECK(isatty(s) && !strncmp(name, "/dev/pts/", 9) && !ttyname_r(s, buf, sizeof buf) && !strcmp(buf, name));
	show("TIOCGWINSZ", ioctl(s, TIOCGWINSZ, &x));
	printf("%d %d %d %d\n", x.ws_row, x.ws_col, x.ws_xpixel, x.ws_ypixel);
	w.ws_col = 132;
	show("TIOCSWINSZ", ioctl(m, TIOCSWINSZ, &w));
	ioctl(s, TIOCGWINSZ, &x);
	printf("%d %d\n", x.ws_row, x.ws_col);
	show("tcgetwinsize", tcgetwinsize(s, &x));
	show("TIOCGWINSZ null", ioctl(s, TIOCGWINSZ, 0));
	show("TIOCGWINSZ unmapped", ioctl(s, TIOCGWINSZ, 8));
	show("unknown request", ioctl(s, 0x54ff, &x));
	show("unknown on a pipe", ioctl(p[0], 0x54ff, &x));
	write(m, "line\nhalf", 9);
	poll(&(struct pollfd){ s, POLLIN, 0 }, 1, 5000);
	show("FIONREAD", ioctl(s, FIONREAD, &n));
	printf("a line of %d\n", n);
	n = read(s, buf, sizeof buf);
	printf("read %d: %.*s", n, n, buf);
	// The line discipline works in the background: both may come in pieces.
	n = gather(m, buf, 10);
	printf("echo: ");
	for (int i = 0; i < n; i++) printf(buf[i] < 32 ? "\\%o" : "%c", buf[i]);
	puts("");
	tcgetattr(s, &t);
	cfmakeraw(&t);
	show("raw", tcsetattr(s, TCSAFLUSH, &t));
	write(m, "a\rb\003", 4);
	n = gather(s, buf, 4);
	printf("raw read %d:", n);
	for (int i = 0; i < n; i++) printf(" %d", buf[i]);
	puts("");
	show("tcgetattr on a pipe", tcgetattr(p[0], &t));
	printf("speed set %d\n", !cfsetspeed(&t, B9600) && cfgetospeed(&t) == B9600);
	show("tcgetpgrp", tcgetpgrp(s));
	signal(SIGWINCH, handler);
	pid_t c = fork();
	if (!c) {
		CHECK(setsid() == getpid() && !ioctl(s, TIOCSCTTY, 0));
		CHECK(tcgetpgrp(s) == getpgrp() && tcgetsid(s) == getsid(0));
		int tty = open("/dev/tty", O_RDWR);
		CHECK(tty >= 0);
		w.ws_row = 50;
		ioctl(m, TIOCSWINSZ, &w);
		for (int i = 0; i < 2000 && !winches; i++) msleep(1);
		printf("SIGWINCH %d\n", winches);
		tcgetattr(s, &t);
		t.c_lflag |= ISIG | ICANON;
		t.c_cc[VINTR] = 3;
		tcsetattr(s, TCSANOW, &t);
		signal(SIGINT, SIG_DFL);
		write(m, "\003", 1);
		sleep(10);
		_exit(1);
	}
	int st;
	waitpid(c, &st, 0);
	status("child", st);
	close(s);
	show("read after the last close", read(m, buf, 10));
	int q = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(q >= 0 && !grantpt(q) && !unlockpt(q) && ptsname(q));
	show("FIONBIO", ioctl(q, FIONBIO, &(int){ 1 }));
	printf("non-blocking %d\n", !!(fcntl(q, F_GETFL) & O_NONBLOCK));
	show("FIOCLEX", ioctl(q, FIOCLEX));
	printf("close-on-exec %d\n", fcntl(q, F_GETFD));
	return done();
}
