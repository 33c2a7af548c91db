// Signals to oneself.
#include <setjmp.h>
#include <sys/types.h>
#include <time.h>
#include "fuzz.h"

const int signals[8] = { SIGUSR1, SIGUSR2, SIGPIPE, SIGURG, SIGWINCH, 35, 36, 37 };
volatile int handled;

static volatile int nested, jump, helping = -1;
static sigjmp_buf out;
static char alternate[16384];

void to_set(sigset_t *set, long bits)
{
	sigemptyset(set);
	for (int i = 0; i < 8; i++) if (bits >> i & 1) sigaddset(set, signals[i]);
}

long from_set(const sigset_t *set)
{
	long bits = 0;
	for (int i = 0; i < 8; i++) bits |= (long)sigismember(set, signals[i]) << i;
	return bits;
}

// A handler may itself write to what a slot holds.
static void note(int sig, int code, int value)
{
	char here;
	uint64_t one = 1;
	int e = errno;
	if (&here >= alternate && &here < alternate + sizeof alternate) code += 1000;
	happened(sig, code, value);
	handled++;
	if (!nested++ && sig != SIGPIPE && helping >= 0 && !blocking(fd(helping))) happened(0, 0, write(fd(helping), &one, 8));
	nested--;
	errno = e;
	if (jump) jump = 0, siglongjmp(out, 1);
}

static void handler(int sig) { note(sig, 100, 0); }
static void informed(int sig, siginfo_t *i, void *context) { note(sig, i->si_code, i->si_code == SI_QUEUE ? i->si_value.sival_int : 0); }

void install_handlers(void)
{
	struct sigaction a = { .sa_sigaction = informed, .sa_flags = SA_SIGINFO | SA_RESTART };
	for (int i = 0; i < 8; i++) sigaction(signals[i], &a, 0);
}

static void do_sigaction(const long *a)
{
	struct sigaction new = { .sa_flags = a[2] }, old = { 0 };
	to_set(&new.sa_mask, a[3]);
	switch (a[1]) {
	case 0: new.sa_handler = handler; break;
	case 1: new.sa_sigaction = informed, new.sa_flags |= SA_SIGINFO; break;
	case 2: new.sa_handler = SIG_IGN; break;
	case 3: new.sa_handler = SIG_DFL; break;
	}
	if (result(sigaction(signals[a[0]], &new, &old))) return;
	say(" flags %x mask %lx", (unsigned)old.sa_flags & ~0x4000000u, from_set(&old.sa_mask));
	say(old.sa_handler == SIG_IGN ? " ignored" : old.sa_handler == SIG_DFL ? " default" : " handled");
}

static void do_sigmask(const long *a)
{
	sigset_t set, old;
	to_set(&set, a[1]);
	sigemptyset(&old);
	if (!result(sigprocmask(a[0], a[2] ? 0 : &set, &old))) say(" %lx", from_set(&old));
}

static void do_kill(const long *a) { result(kill(getpid(), signals[a[0]])); }
static void do_raise(const long *a) { result(raise(signals[a[0]])); }
static void do_oddkill(const long *a) { result(a[1] ? kill(getpid(), a[0] == 9 || a[0] == 19 ? 0 : a[0]) : kill(-0x7fffff00, a[0])); }
static void do_sigqueue(const long *a) { result(sigqueue(getpid(), signals[a[0]], (union sigval){ .sival_int = a[1] })); }

static void do_sigpending(const long *a)
{
	sigset_t set;
	sigemptyset(&set);
	if (!result(sigpending(&set))) say(" %lx", from_set(&set));
}

static void do_sigtimedwait(const long *a)
{
	sigset_t set;
	siginfo_t i = { 0 };
	struct timespec t = { 0, a[1] ? 1000000000 : 0 };
	to_set(&set, a[0]);
	if (result(sigtimedwait(&set, &i, &t)) <= 0) return;
	say(" %d code %d value %d mine %d", i.si_signo, i.si_code, i.si_code == SI_QUEUE ? i.si_value.sival_int : 0, i.si_pid == getpid());
}

static int has_handler(int sig)
{
	struct sigaction a;
	return !sigaction(sig, 0, &a) && a.sa_handler != SIG_IGN && a.sa_handler != SIG_DFL;
}

static void do_sigsuspend(const long *a)
{
	sigset_t one, old;
	to_set(&one, 1L << a[0]);
	if (!has_handler(signals[a[0]])) return say(" no handler");
	sigprocmask(SIG_BLOCK, &one, &old);
	kill(getpid(), signals[a[0]]);
	one = old;
	sigdelset(&one, signals[a[0]]);
	result(sigsuspend(&one));
	sigprocmask(SIG_SETMASK, &old, 0);
}

static void do_altstack(const long *a)
{
	stack_t new = { .ss_sp = alternate, .ss_size = a[1] ? 100 : sizeof alternate, .ss_flags = a[0] == 2 ? SS_DISABLE : 0 }, old = { 0 };
	if (!result(sigaltstack(a[0] ? &new : 0, &old))) say(" flags %x size %ld ours %d", old.ss_flags, (long)old.ss_size, old.ss_sp == alternate);
}

static void do_jump(const long *a)
{
	sigset_t now, set;
	to_set(&set, 1L << a[0]);
	if (!has_handler(signals[a[0]])) return say(" no handler");
	sigprocmask(SIG_UNBLOCK, &set, 0);
	if (sigsetjmp(out, a[1])) {
		nested = 0;
		say(" jumped");
	} else {
		jump = 1;
		kill(getpid(), signals[a[0]]);
	}
	jump = 0;
	sigprocmask(SIG_BLOCK, 0, &now);
	say(" mask %lx", from_set(&now));
}

static void do_helping(const long *a) { helping = a[1] ? a[0] : -1; }

static const struct call calls[] = {
	{ "sigaction", C_SIGNAL, 3, "sig@sig how@action flags@actionflags mask@set", do_sigaction },
	{ "sigmask", C_SIGNAL, 5, "how@four set@set get@bit", do_sigmask },
	{ "kill", C_SIGNAL, 4, "sig@sig", do_kill },
	{ "raise", C_SIGNAL, 3, "sig@sig", do_raise },
	{ "oddkill", C_SIGNAL, 1, "sig@badsig self@bit", do_oddkill },
	{ "sigqueue", C_SIGNAL, 5, "sig@sig value@few", do_sigqueue },
	{ "sigpending", C_SIGNAL, 3, "", do_sigpending },
	{ "sigtimedwait", C_SIGNAL, 4, "set@set bad@rare", do_sigtimedwait },
	{ "sigsuspend", C_SIGNAL, 2, "sig@sig", do_sigsuspend },
	{ "altstack", C_SIGNAL, 1, "what@three small@bit", do_altstack },
	{ "jump", C_SIGNAL, 1, "sig@sig save@bit", do_jump },
	{ "helping", C_SIGNAL, 1, "fd@w on@bit", do_helping },
};
const struct family signal_calls = { calls, LENGTH(calls) };
