#include "check.h"
#include <sys/mman.h>
#include <ucontext.h>
#include <sys/socket.h>
// The alternate stack: flags, SS_AUTODISARM, changes inside a handler, calls made on it, an overflow caught on it.
#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1u << 31)
#endif
static char *low;
enum { SIZE = 65536 };
static volatile int depth, deepest;
static int on_it(void) { char c; return &c >= low && &c < low + SIZE; }
static void state(const char *what) { stack_t s; CHECK(!sigaltstack(0, &s)); printf("%s: flags %x, size %zu, ours %d\n", what, (unsigned)s.ss_flags, s.ss_size, s.ss_sp == low); }
static void set(const char *what, unsigned flags, size_t size) { stack_t s = { .ss_sp = low, .ss_flags = flags, .ss_size = size }; show(what, sigaltstack(&s, 0)); }

static void handler(int sig, siginfo_t *si, void *context)
{
	ucontext_t *u = context;
	printf("on it %d, in the context: flags %x size %zu\n", on_it(), (unsigned)u->uc_stack.ss_flags, u->uc_stack.ss_size);
	state("inside");
	set("change inside", 0, SIZE / 2);
	set("disable inside", SS_DISABLE, 0);
	int p[2], s[2];
	char c;
	CHECK(!pipe(p) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s) && write(p[1], "a", 1) == 1 && read(p[0], &c, 1) == 1 && write(s[0], "b", 1) == 1 && read(s[1], &c, 1) == 1 && c == 'b');
	close(p[0]), close(p[1]), close(s[0]), close(s[1]);
	if (sig == SIGUSR1) raise(SIGUSR2);
}
static volatile int overflowed;
static char deeper(int n) { volatile char block[4096]; block[n % 4096] = n; return n ? deeper(n + 1) + block[1] : 0; }
static void overflow(int sig) { overflowed = on_it() ? 40 : 41; _exit(overflowed); }
static void overflows(void) { set("for overflow", 0, SIZE); struct sigaction sa = { .sa_handler = overflow, .sa_flags = SA_ONSTACK }; sigaction(SIGSEGV, &sa, 0); deeper(1); }

int main(void)
{
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	low = mmap(0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	state("at first");
	sigaction(SIGUSR1, &sa, 0);
	sigaction(SIGUSR2, &sa, 0);
	set("too small", 0, 1024);
	set("bad flags", 8, SIZE);
	set("SS_ONSTACK", SS_ONSTACK, SIZE); state("then");
	set("plain", 0, SIZE); state("then");
	raise(SIGUSR1);
	state("after");
	set("autodisarm", SS_AUTODISARM, SIZE); state("then");
	raise(SIGUSR2);
	state("after");
	set("autodisarm", SS_AUTODISARM, SIZE);
	raise(SIGUSR1);
	state("after");
	set("disable", SS_DISABLE, 0); state("then");
	raise(SIGUSR2);
	state("after");
	in_child("overflow", overflows);
	return done();
}
