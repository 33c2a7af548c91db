// The transcript: text in a file that is mapped by every process of a sequence, so nothing is lost when one dies.
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include "fuzz.h"

enum { SIZE = 1 << 20 };

static struct { unsigned n; char text[SIZE - 4]; } *t;
const char *transcript_path;

int open_transcript(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, SIZE)) return -1;
	t = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	transcript_path = path;
	return t == MAP_FAILED ? -1 : 0;
}

void clear_transcript(void)
{
	t->n = 0;
}

void say(const char *format, ...)
{
	va_list args;
	unsigned room = sizeof t->text - t->n;
	va_start(args, format);
	int n = vsnprintf(t->text + t->n, room, format, args);
	va_end(args);
	if (n > 0) t->n += (unsigned)n < room ? (unsigned)n : room - 1;
}

static uint64_t hash(const void *data, size_t n)
{
	const unsigned char *p = data;
	uint64_t h = n * 0x9e3779b97f4a7c15, w;
	for (; n >= 8; n -= 8, p += 8) memcpy(&w, p, 8), h = (h ^ w) * 0xff51afd7ed558ccd, h ^= h >> 32;
	for (; n; n--) h = (h ^ *p++) * 0x100000001b3;
	return h ^ h >> 29;
}

uint64_t transcript_hash(void)
{
	return hash(t->text, t->n);
}

// What signalfd gives has the sender's process id.
static void hide_process(void *data, long n)
{
	if (n % sizeof(struct signalfd_siginfo)) return;
	for (struct signalfd_siginfo *s = data; n > 0; n -= sizeof *s, s++)
		if (s->ssi_signo < 65 && (s->ssi_pid == (uint32_t)getpid() || s->ssi_pid == (uint32_t)getppid())) s->ssi_pid = 0;
}

void say_data(void *data, long n)
{
	if (n <= 0) return;
	hide_process(data, n);
	say(" #%08x", (unsigned)hash(data, n));
}

long result(long r)
{
	if (r == -1) say(" = %s", error_name(errno));
	else say(" = %ld", r);
	return r;
}

static struct { int sig, code, value; } seen[64];
static volatile int seen_count;

void happened(int sig, int code, int value)
{
	int i = seen_count++;
	if (i < LENGTH(seen)) seen[i].sig = sig, seen[i].code = code, seen[i].value = value;
}

void say_signals(void)
{
	int n = seen_count;
	for (int i = 0; i < n && i < LENGTH(seen); i++) say(" [signal %d code %d value %d]", seen[i].sig, seen[i].code, seen[i].value);
	seen_count = 0;
}

const char *error_name(int e)
{
	static const struct { int e; const char *name; } names[] = {
#define N(e) { e, #e }
		N(EPERM), N(ENOENT), N(ESRCH), N(EINTR), N(EIO), N(ENXIO), N(E2BIG), N(EBADF), N(ECHILD), N(EAGAIN), N(ENOMEM),
		N(EACCES), N(EFAULT), N(EBUSY), N(EEXIST), N(EXDEV), N(ENODEV), N(ENOTDIR), N(EISDIR), N(EINVAL), N(ENFILE),
		N(EMFILE), N(ENOTTY), N(EFBIG), N(ENOSPC), N(ESPIPE), N(EROFS), N(EPIPE), N(EDOM), N(ERANGE), N(EDEADLK), N(ENOSYS),
		N(ELOOP), N(ENOMSG), N(ENODATA), N(EBADMSG), N(EOVERFLOW), N(ENOTSOCK), N(EDESTADDRREQ), N(EMSGSIZE), N(EPROTOTYPE),
		N(ENOPROTOOPT), N(EPROTONOSUPPORT), N(ESOCKTNOSUPPORT), N(EOPNOTSUPP), N(EAFNOSUPPORT), N(EADDRINUSE),
		N(ECONNABORTED), N(ECONNRESET), N(ENOBUFS), N(EISCONN), N(ENOTCONN), N(ETOOMANYREFS), N(ETIMEDOUT), N(ECONNREFUSED),
		N(ECANCELED),
	};
	static char number[24];
	for (int i = 0; i < LENGTH(names); i++)
		if (names[i].e == e) return names[i].name;
	snprintf(number, sizeof number, "errno %d", e);
	return number;
}
