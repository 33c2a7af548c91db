/* TCP_CORK without the calls for it. While a program holds a TCP socket corked, what it sends
 * goes to the host with MSG_MORE, and a small sendfile as a read and such a send: the host holds
 * back the same bytes and answers each call itself, but is told neither of the cork nor, if nothing was
 * sent, of its end. docs/aggregation.md has what this gains and where it stops.
 *
 * Safety: the program's pointers go to the host, which looks at them; what is read or written
 * here goes through apus_copy. A descriptor's state is one byte, changed atomically. If it is lost or late,
 * a segment goes out that the cork would have held. */
#include "apus_core.h"
#include "apus_signals.h"

extern APUS_HIDDEN apus_call *apus_syscall_table[APUS_CALLS] __attribute__((weak));

enum { WRITE=1, CLOSE=3, PREAD=17, WRITEV=20, DUP=32, DUP2, SENDFILE=40, SENDTO=44, SENDMSG=46, SETSOCKOPT=54,
	GETSOCKOPT, CLONE, FORK, VFORK, EXECVE, FCNTL=72, SPLICE=275, DUP3=292, SENDMMSG=307, EXECVEAT=322, CLONE3=435, CLOSE_RANGE };

/* Of a descriptor. */
enum {
	KNOWN=1,    /* the host took TCP_CORK for it */
	REAL=2,     /* and has it set */
	CORKED=4,   /* the program has, the host has not */
	OWES=8,     /* something was sent since */
	NEVER=16,   /* the socket has other descriptors, perhaps in other processes */
};

#define TCP_CORK 3
#define IPPROTO_TCP 6
#define MSG_MORE 0x8000
#define ENOTSOCK 88
#define MOST 16384

struct vector { const void *base; unsigned long length; };
struct message {
	void *name; unsigned name_length;
	const struct vector *vectors; unsigned long vector_count;
	void *control; unsigned long control_length;
	unsigned flags;
};

static unsigned char states[APUS_DESCRIPTORS] APUS_LAST;
static apus_call *next[APUS_CALLS] APUS_LAST, *ours[APUS_CALLS] APUS_LAST;
/* Descriptors with a state. */
static unsigned end;
/* No cork begins any more. */
static int is_over;

/* The kernel's, see Entry.swift; the hosted kernel has none. */
extern APUS_HIDDEN int apus_own_faults(void) __attribute__((weak));

static int can_copy(void) { return apus_owns_faults() || (apus_own_faults && apus_own_faults()); }

static unsigned char *state(long fd)
{
	static unsigned char never;
	if ((unsigned)fd < APUS_DESCRIPTORS) return &states[(unsigned)fd];
	never = NEVER;
	return &never;
}

static int has(unsigned char *s, int bits) { return __atomic_load_n(s, __ATOMIC_SEQ_CST) & bits; }
static int set(unsigned char *s, int bits) { return __atomic_fetch_or(s, bits, __ATOMIC_SEQ_CST); }
static int clear(unsigned char *s, int bits) { return __atomic_fetch_and(s, ~bits, __ATOMIC_SEQ_CST); }

static long cork(long fd, int value)
{
	return next[SETSOCKOPT](fd, IPPROTO_TCP, TCP_CORK, (long)&value, sizeof value, 0);
}

/* Has the host do what is due at the end of a cork. */
static long uncork(long fd, unsigned char *s) { return clear(s, OWES) & OWES ? cork(fd, 0) : 0; }

/* From here on the host has the cork. */
static void make_real(long fd, unsigned char *s)
{
	if (!(clear(s, CORKED|OWES) & CORKED)) return;
	set(s, REAL);
	cork(fd, 1);
}

static void give_up(long fd)
{
	unsigned char *s = state(fd);
	make_real(fd, s);
	set(s, NEVER);
}

/* Others are about to have our descriptors. */
static void give_all_up(void)
{
	for (unsigned i=0; i<__atomic_load_n(&end, __ATOMIC_RELAXED); i++)
		if (states[i]) give_up(i);
}

static void forget(long fd)
{
	if ((unsigned)fd < APUS_DESCRIPTORS && states[(unsigned)fd]) __atomic_store_n(&states[(unsigned)fd], 0, __ATOMIC_SEQ_CST);
}

static void remember(long fd, int bits)
{
	unsigned n = __atomic_load_n(&end, __ATOMIC_RELAXED);
	if ((unsigned)fd >= APUS_DESCRIPTORS) return;
	set(&states[(unsigned)fd], bits);
	while (n <= (unsigned)fd && !__atomic_compare_exchange_n(&end, &n, (unsigned)fd+1, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

static int is_corked(long fd) { return (unsigned)fd < APUS_DESCRIPTORS && has(&states[(unsigned)fd], CORKED); }

/* After a send with MSG_MORE. Returns 1 if the descriptor is no socket any more. */
static int sent(long fd, long r)
{
	unsigned char *s = state(fd);
	if (r == -ENOTSOCK) {
		forget(fd);
		return 1;
	}
	if (r > 0) {
		set(s, OWES);
		/* Another thread may have ended the cork meanwhile. */
		if (!has(s, CORKED)) uncork(fd, s);
	}
	return 0;
}

static long corks_setsockopt(long fd, long level, long option, long value, long size, long f)
{
	unsigned char *s = state(fd);
	unsigned on;
	long r;
	if ((int)level != IPPROTO_TCP || (int)option != TCP_CORK || (int)size < 4 || has(s, NEVER) || is_over
	    || !can_copy() || apus_load_word((unsigned *)value, &on))
		return next[SETSOCKOPT](fd, level, option, value, size, f);
	if (!on && has(s, CORKED)) {
		clear(s, CORKED);
		return uncork(fd, s);
	}
	if (on && has(s, KNOWN|REAL) == KNOWN) {
		set(s, CORKED);
		return 0;
	}
	r = next[SETSOCKOPT](fd, level, option, value, size, f);
	if (!r && on) remember(fd, KNOWN|REAL);
	else if (!r) clear(s, REAL);
	return r;
}

static long corks_getsockopt(long fd, long level, long option, long value, long size, long f)
{
	if ((int)level == IPPROTO_TCP && (int)option == TCP_CORK && is_corked(fd)) make_real(fd, state(fd));
	return next[GETSOCKOPT](fd, level, option, value, size, f);
}

static long corks_write(long fd, long data, long n, long d, long e, long f)
{
	if (is_corked(fd)) {
		long r = next[SENDTO](fd, data, n, MSG_MORE, 0, 0);
		if (!sent(fd, r)) return r;
	}
	return next[WRITE](fd, data, n, d, e, f);
}

static long corks_writev(long fd, long vectors, long n, long d, long e, long f)
{
	if (is_corked(fd) && (unsigned long)n <= 1024) {
		struct message m = { .vectors = (const struct vector *)vectors, .vector_count = n };
		long r = next[SENDMSG](fd, (long)&m, MSG_MORE, 0, 0, 0);
		if (!sent(fd, r)) return r;
	}
	return next[WRITEV](fd, vectors, n, d, e, f);
}

static long corks_sendto(long fd, long data, long n, long flags, long to, long size)
{
	if (!is_corked(fd)) return next[SENDTO](fd, data, n, flags, to, size);
	long r = next[SENDTO](fd, data, n, flags|MSG_MORE, to, size);
	sent(fd, r);
	return r;
}

/* Descriptors may go with a message, on any socket. */
static void look_at(long message)
{
	struct message m;
	if (end && !apus_copy(&m, (void *)message, sizeof m) && m.control_length) give_all_up();
}

static long corks_sendmsg(long fd, long message, long flags, long d, long e, long f)
{
	look_at(message);
	if (!is_corked(fd)) return next[SENDMSG](fd, message, flags, d, e, f);
	long r = next[SENDMSG](fd, message, flags|MSG_MORE, d, e, f);
	sent(fd, r);
	return r;
}

static long corks_sendmmsg(long fd, long messages, long n, long flags, long e, long f)
{
	if (end) give_all_up();
	return next[SENDMMSG](fd, messages, n, flags, e, f);
}

/* Only from an offset: a file's position would have to be put back after a part. */
static long send_part(long fd, long file, long *at, unsigned long n)
{
	char data[MOST];
	long offset, r;
	if (!at || n > MOST || apus_copy(&offset, at, sizeof offset)) return -ENOTSOCK;
	r = apus_host(PREAD, file, (long)data, n, offset, 0, 0);
	if (r < 0) return -ENOTSOCK;
	if (r) r = next[SENDTO](fd, (long)data, r, MSG_MORE, 0, 0);
	if (r <= 0) return r;
	offset += r;
	sent(fd, r);
	return apus_copy(at, &offset, sizeof offset) ? -14 : r;
}

static long corks_sendfile(long fd, long file, long at, long n, long e, long f)
{
	if (is_corked(fd)) {
		long r = send_part(fd, file, (long *)at, n);
		if (r != -ENOTSOCK) return r;
		make_real(fd, state(fd));
	}
	return next[SENDFILE](fd, file, at, n, e, f);
}

static long corks_splice(long from, long b, long fd, long d, long e, long f)
{
	if (is_corked(fd)) make_real(fd, state(fd));
	return next[SPLICE](from, b, fd, d, e, f);
}

static long corks_close(long fd, long b, long c, long d, long e, long f)
{
	forget(fd);
	return next[CLOSE](fd, b, c, d, e, f);
}

static long corks_close_range(long first, long last, long flags, long d, long e, long f)
{
	if (flags & 2) give_all_up();  /* CLOSE_RANGE_UNSHARE */
	else for (unsigned i=first; i<end && i<=(unsigned)last; i++) if (!(flags & 4)) forget(i);
	return next[CLOSE_RANGE](first, last, flags, d, e, f);
}

static void share(long fd) { if ((unsigned)fd < end && states[(unsigned)fd]) give_up(fd); }

static long corks_dup(long fd, long b, long c, long d, long e, long f)
{
	share(fd);
	return next[DUP](fd, b, c, d, e, f);
}

static long corks_dup2(long fd, long to, long c, long d, long e, long f)
{
	share(fd);
	if (fd != to) forget(to);
	return next[DUP2](fd, to, c, d, e, f);
}

static long corks_dup3(long fd, long to, long c, long d, long e, long f)
{
	share(fd);
	if (fd != to) forget(to);
	return next[DUP3](fd, to, c, d, e, f);
}

static long corks_fcntl(long fd, long command, long c, long d, long e, long f)
{
	if ((int)command == 0 || (int)command == 1030) share(fd);  /* F_DUPFD, F_DUPFD_CLOEXEC */
	return next[FCNTL](fd, command, c, d, e, f);
}

#define SHARING(name, number) \
static long corks_##name(long a, long b, long c, long d, long e, long f) \
{ \
	give_all_up(); \
	return next[number](a, b, c, d, e, f); \
}
SHARING(fork, FORK)
SHARING(vfork, VFORK)
SHARING(clone, CLONE)
SHARING(clone3, CLONE3)
SHARING(execve, EXECVE)
SHARING(execveat, EXECVEAT)

/* clone(3), vfork(3) and what is made of them do not come through the table. Threads share. */
void apus_corks_clone(long flags) { if (end && !(flags & 0x400)) give_all_up(); }

/* Before a sandbox of the program's own, which may allow write and not sendto. */
void apus_end_corks(void)
{
	is_over = 1;
	give_all_up();
}

static const struct { int number; apus_call *call; } calls[] = {
	{ SETSOCKOPT, corks_setsockopt }, { GETSOCKOPT, corks_getsockopt }, { WRITE, corks_write }, { WRITEV, corks_writev },
	{ SENDTO, corks_sendto }, { SENDMSG, corks_sendmsg }, { SENDMMSG, corks_sendmmsg }, { SENDFILE, corks_sendfile }, { SPLICE, corks_splice },
	{ CLOSE, corks_close }, { CLOSE_RANGE, corks_close_range }, { DUP, corks_dup }, { DUP2, corks_dup2 },
	{ DUP3, corks_dup3 }, { FCNTL, corks_fcntl }, { FORK, corks_fork }, { VFORK, corks_vfork }, { CLONE, corks_clone },
	{ CLONE3, corks_clone3 }, { EXECVE, corks_execve }, { EXECVEAT, corks_execveat },
};

/* Only before the table is made read-only. */
void apus_start_corks(void)
{
	if (!apus_syscall_table) return;
	for (unsigned i=0; i<sizeof calls / sizeof *calls; i++) {
		int n = calls[i].number;
		next[n] = apus_syscall_table[n];
		apus_syscall_table[n] = ours[n] = calls[i].call;
	}
}

/* What a cancellation point goes on to where `entry` is one of ours: that, or what was there before. A descriptor
 * in a message is only seen by ours. */
apus_call *apus_corks_past(long n, long fd, apus_call *entry)
{
	if (!next[n] || entry != ours[n] || (n == SENDMSG && end) || is_corked(fd)) return entry;
	if (n == CLOSE) forget(fd);
	return next[n];
}
