// The executor: makes sequences of calls from a seed, runs them, and writes down what came of each call.
#ifndef FUZZ_H
#define FUZZ_H
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define LENGTH(a) ((int)(sizeof(a) / sizeof *(a)))

enum { CALLS = 256, MAXARGS = 8, MAXOPS = 256, SLOTS = 24, SHORT = 300, LARGEST = 70000 };

// Descriptors are named by slots, so that a sequence does not depend on numbers. These three never hold one.
enum { NEGATIVE = SLOTS, CLOSED, TOOLARGE, SLOTNAMES };

// Numbers from here on are none of the sequence's.
enum { HELD = 400 };

// Classes of calls. Those after C_PLAIN are no calls of their own, but let other calls be made with certain arguments.
enum {
	C_FD, C_PIPE, C_EVENTFD, C_SOCKET, C_EPOLL, C_POLL, C_TIMERFD, C_SIGNAL, C_SIGNALFD, C_SPLICE, C_DEVICE, C_FILE,
	C_PROC, C_LIMIT, C_FORK, C_EXEC, C_THREAD, C_PLAIN,
	C_FAULT = C_PLAIN, C_PIPEFILL, C_SOCKFILL, C_EPORDER, CLASSES
};
extern const char *const class_names[CLASSES];
extern unsigned classes;
#define ENABLED(c) (classes >> (c) & 1)

// A call that a sequence may make. spec has the arguments, "key@domain key@domain"; domains are in domains.c.
struct call {
	const char *name;
	int class, weight;
	const char *spec;
	void (*run)(const long *arg);
};
struct family {
	const struct call *calls;
	int n;
};
extern const struct family descriptor_calls, pipe_calls, splice_calls, event_calls, timer_calls, poll_calls, epoll_calls,
	socket_calls, message_calls, signal_calls, process_calls, waking_calls, blocking_calls;

// calls.c: all of them in one table, with the arguments looked up.
struct arg {
	char key[12];
	int domain;
};
struct entry {
	const struct call *call;
	struct arg arg[MAXARGS];
	int args;
};
extern struct entry entries[CALLS];
extern int entry_count;
void gather(void);
int find_entry(const char *name);

struct op {
	int entry;
	long arg[MAXARGS];
};
struct sequence {
	int n;
	struct op op[MAXOPS];
};

// domains.c: what values an argument may have.
struct model {
	uint64_t random[4];
	unsigned kind[SLOTS];
	unsigned last;
};
uint64_t draw(struct model *);
int below(struct model *, int n);
int find_domain(const char *name);
int is_slot(int domain);
int is_flags(int domain);
long value(struct model *, int domain);

// generate.c, text.c
void generate(struct sequence *, uint64_t seed, uint64_t index);
void print_op(char *to, size_t size, const struct op *);
const char *parse(struct sequence *, FILE *);

// transcript.c: what the calls gave, in memory shared by all processes of a sequence.
int open_transcript(const char *path);
void clear_transcript(void);
uint64_t transcript_hash(void);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
long result(long);
void say_data(void *, long n);
const char *error_name(int);
void happened(int sig, int code, int value);
void say_signals(void);
extern const char *transcript_path;

// memory.c: buffers, good and bad ones. The argument mem of a call chooses.
enum { GOOD, UPTOEND, CROSSING, NULLPTR, NOACCESS, KERNEL, READONLY };
void make_memory(void);
void *source(long n, long offset, long mem);
void *target(long n, long mem);
void *pointer(void *good, long mem);
int split(struct iovec *, char *base, long n, long parts);
extern char *steady;
enum { STEADY = 32768 };

// guard.c: how much of n can be moved without blocking.
enum { BLOCKED = -2 };
long guard(int fd, int events, long n);
int blocking(int fd);

// run.c: the state of a sequence.
extern int slots[SLOTS], threads_used;
int fd(long slot);
void put(long slot, int fd);
void run_child(int ops);
void run_next(void);
int helper_may_run_next(void);
void skip(int ops);
int depth(void);
void after_exec(void);
extern const char *self;

// signals.c
extern const int signals[8];
void to_set(sigset_t *, long bits);
long from_set(const sigset_t *);
void install_handlers(void);
extern volatile int handled;

#endif
