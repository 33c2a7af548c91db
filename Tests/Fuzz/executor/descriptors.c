// Descriptors: their numbers, flags and types; limits; /proc/self/fd; devices and plain files.
#include <dirent.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "fuzz.h"

static void do_dup(const long *a) { put(a[1], result(dup(fd(a[0])))); }
static void do_dup2(const long *a) { put(a[2], result(dup2(fd(a[0]), a[1]))); }
static void do_dupto(const long *a) { result(dup2(fd(a[0]), fd(a[1]))); }
static void do_dup3(const long *a) { put(a[3], result(dup3(fd(a[0]), a[1], a[2]))); }
static void do_fdup(const long *a) { put(a[3], result(fcntl(fd(a[0]), a[2] ? F_DUPFD_CLOEXEC : F_DUPFD, a[1]))); }
static void do_getfd(const long *a) { result(fcntl(fd(a[0]), F_GETFD)); }
static void do_setfd(const long *a) { result(fcntl(fd(a[0]), F_SETFD, a[1])); }
static void do_getfl(const long *a) { result(fcntl(fd(a[0]), F_GETFL)); }
static void do_setfl(const long *a) { result(fcntl(fd(a[0]), F_SETFL, a[1])); }
static void do_badfcntl(const long *a) { result(fcntl(fd(a[0]), 900 + a[1])); }

static void do_close(const long *a)
{
	result(close(fd(a[0])));
	if (!a[1] && a[0] < SLOTS) slots[a[0]] = -1;
}

// Not unshared with threads about: the table of one that is ending would keep descriptors open for an unknown time.
static void do_closerange(const long *a)
{
	long flags = threads_used ? a[2] & ~2 : a[2];
	unsigned last = (unsigned)a[1] < HELD ? a[1] : HELD - 1;
	result(syscall(SYS_close_range, (unsigned)a[0], last, (unsigned)flags));
}

static void do_fstat(const long *a)
{
	struct stat st;
	if (result(fstat(fd(a[0]), &st))) return;
	say(" mode %o size %ld nlink %ld blksize %ld rdev %lx uid %d", st.st_mode, (long)st.st_size, (long)st.st_nlink, (long)st.st_blksize,
		(long)st.st_rdev, (int)st.st_uid);
}

static void do_lseek(const long *a) { result(lseek(fd(a[0]), a[1], a[2])); }

static void do_fionbio(const long *a)
{
	int on = a[1];
	result(ioctl(fd(a[0]), FIONBIO, pointer(&on, a[2])));
}

static void do_fioclex(const long *a) { result(ioctl(fd(a[0]), a[1] ? FIOCLEX : FIONCLEX)); }

static void do_fionread(const long *a)
{
	int n = -1;
	if (!result(ioctl(fd(a[0]), FIONREAD, pointer(&n, a[1])))) say(" %d", n);
}

static void do_odd(const long *a)
{
	char b[8] = { 0 };
	int f = fd(a[0]);
	switch (a[1]) {
	case 0: result(fsync(f)); break;
	case 1: result(ftruncate(f, 100)); break;
	case 2: result(pread(f, b, 8, 0)); break;
	case 3: result(pwrite(f, b, 8, 0)); break;
	case 4: result(ioctl(f, TCGETS, b)); break;
	case 5: result(fallocate(f, 0, 0, 10)); break;
	case 6: result(ioctl(f, 0x12345678, b)); break;
	case 7: result(fchdir(f)); break;
	case 8: result(syscall(SYS_getdents64, f, b, 8)); break;
	case 9: result(mmap(0, 4096, PROT_READ, MAP_PRIVATE, f, 0) == MAP_FAILED ? -1 : 0); break;
	}
}

static void do_device(const long *a)
{
	static const char *const names[] = { "/dev/null", "/dev/zero", "/dev/full" };
	put(a[2], result(open(names[a[0]], a[1] | a[3])));
}

// What is read cannot be compared.
static void do_random(const long *a)
{
	unsigned char *p = target(a[1], a[2]);
	long n = a[1] & 0xffff, zero = 0;
	int f = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	long r = result(a[0] ? getrandom(p, n, a[0] & ~8) : read(f, p, n));
	for (long i = 0; i < r; i++) zero += !p[i];
	if (r > 0) memset(p, 0, r);
	if (r > 64) say(zero < r / 8 + 8 ? " random" : " not random");
	close(f);
}

static void do_memfd(const long *a) { put(a[0], result(memfd_create("fuzz", a[1] & 3))); }

static void do_fifo(const long *a)
{
	int r = mkfifo("fifo", 0600), f = open("fifo", O_RDWR | O_NONBLOCK | a[1]);
	say(" = %d", r);
	unlink("fifo");
	put(a[0], result(f));
}

static void do_reopen(const long *a)
{
	char path[40];
	snprintf(path, sizeof path, a[3] ? "/dev/fd/%d" : "/proc/self/fd/%d", fd(a[0]));
	put(a[2], result(open(path, a[1] | O_NONBLOCK)));
}

static void do_readlink(const long *a)
{
	char path[40], name[100];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd(a[0]));
	long n = readlink(path, name, sizeof name - 1);
	if (result(n < 0 ? n : 0)) return;
	name[n] = 0;
	name[strcspn(name, "0123456789")] = 0;
	char *fifo = strstr(name, "/fifo");
	say(" %s", fifo ? fifo : name);
}

static void do_listfd(const long *a)
{
	DIR *d = opendir("/proc/self/fd");
	if (!d) return (void)result(-1);
	char open[64] = { 0 };
	for (struct dirent *e; (e = readdir(d));)
		if ((unsigned)atoi(e->d_name) < sizeof open && e->d_name[0] != '.') open[atoi(e->d_name)] = 1;
	closedir(d);
	for (int i = 3; i < (int)sizeof open; i++) if (open[i]) say(" %d", i);
}

static void do_nofile(const long *a)
{
	struct rlimit l;
	if (getrlimit(RLIMIT_NOFILE, &l)) exit(3);
	l.rlim_cur = a[0];
	result(setrlimit(RLIMIT_NOFILE, &l));
}

static const struct call calls[] = {
	{ "dup", C_FD, 6, "fd@any to@+same", do_dup },
	{ "dup2", C_FD, 3, "fd@any number@number to@+same", do_dup2 },
	{ "dupto", C_FD, 2, "fd@any onto@any", do_dupto },
	{ "dup3", C_FD, 2, "fd@any number@number flags@dupflags to@+same", do_dup3 },
	{ "fdup", C_FD, 3, "fd@any least@number cloexec@bit to@+same", do_fdup },
	{ "getfd", C_FD, 2, "fd@any", do_getfd },
	{ "setfd", C_FD, 2, "fd@any flags@bit", do_setfd },
	{ "getfl", C_FD, 3, "fd@any", do_getfl },
	{ "setfl", C_FD, 3, "fd@any flags@setfl", do_setfl },
	{ "badfcntl", C_FD, 1, "fd@any command@ten", do_badfcntl },
	{ "close", C_FD, 10, "fd@drop stale@bit", do_close },
	{ "closerange", C_FD, 1, "first@number last@upto flags@rangeflags", do_closerange },
	{ "fstat", C_FD, 3, "fd@any", do_fstat },
	{ "lseek", C_FD, 2, "fd@any offset@offset whence@whence", do_lseek },
	{ "fionbio", C_FD, 1, "fd@any on@bit mem@mem", do_fionbio },
	{ "fioclex", C_FD, 1, "fd@any on@bit", do_fioclex },
	{ "fionread", C_FD, 3, "fd@any mem@mem", do_fionread },
	{ "odd", C_FD, 2, "fd@any which@ten", do_odd },
	{ "device", C_DEVICE, 3, "name@three flags@openflags to@+device mode@mode", do_device },
	{ "random", C_DEVICE, 1, "flags@random n@take mem@mem", do_random },
	{ "memfd", C_FILE, 2, "to@+file flags@three", do_memfd },
	{ "fifo", C_FILE, 3, "to@+fifo flags@openflags", do_fifo },
	{ "reopen", C_PROC, 2, "fd@any mode@mode to@+same dev@bit", do_reopen },
	{ "readlink", C_PROC, 2, "fd@any", do_readlink },
	{ "listfd", C_PROC, 1, "", do_listfd },
	{ "nofile", C_LIMIT, 1, "limit@limit", do_nofile },
};
const struct family descriptor_calls = { calls, LENGTH(calls) };
