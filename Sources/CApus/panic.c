#include "apus_core.h"

/* A trap of the Swift code: tools/trap-table lists each with its place in the source. */
struct trap {
	int site;            /* return address, from here */
	unsigned short line;
	unsigned short file; /* offsets of strings, from apus_trap_strings */
	unsigned short message;
	unsigned short unused;
};

extern APUS_HIDDEN const struct trap apus_traps[] __attribute__((weak));
extern APUS_HIDDEN const struct trap apus_traps_end[] __attribute__((weak));
extern APUS_HIDDEN const char apus_trap_strings[] __attribute__((weak));

static char line[400] APUS_LAST;
static unsigned length;

static void flush(void)
{
	apus_host(1, 2, (long)line, length, 0, 0, 0);
	length = 0;
}

/* What the Swift runtime prints of a failed precondition. */
APUS_HIDDEN int apus_putchar(int c)
{
	if (length < sizeof line) line[length++] = c;
	if (c == '\n') flush();
	return c;
}

static void put(const char *s)
{
	while (*s) apus_putchar(*s++);
}

static void put_number(unsigned long n, unsigned base)
{
	char digits[20], *p = digits + sizeof digits;
	*--p = 0;
	do *--p = "0123456789abcdef"[n % base]; while (n /= base);
	put(p);
}

/* Ends the process with SIGABRT, whatever the program does with that signal. */
static _Noreturn void end(void)
{
	unsigned long action[4] = { 0 }, abort_signal = 1UL << 5;
	apus_host(13, 6, (long)action, 0, 8, 0, 0);
	apus_host(14, 1, (long)&abort_signal, 0, 8, 0, 0);
	apus_host(234, apus_host(39, 0, 0, 0, 0, 0, 0), apus_host(186, 0, 0, 0, 0, 0, 0), 6, 0, 0, 0);
	for (;;) apus_host(231, 127, 0, 0, 0, 0, 0);
}

APUS_HIDDEN _Noreturn void apus_trap(void)
{
	unsigned long pc = (unsigned long)__builtin_return_address(0);
	const struct trap *t;

	if (length) put("\n");
	put("apus: the kernel failed");
	for (t=apus_traps; t<apus_traps_end; t++) {
		if ((unsigned long)&t->site + t->site != pc) continue;
		put(" at ");
		put(apus_trap_strings + t->file);
		put(":");
		put_number(t->line, 10);
		put(": ");
		put(apus_trap_strings + t->message);
		break;
	}
	if (t >= apus_traps_end) {
		put(", pc ");
		put_number(pc, 16);
	}
	put("\n");
	end();
}

/* The caller lets the instruction fault again. */
APUS_HIDDEN void apus_report_fault(unsigned long pc, unsigned long address)
{
	if (length) put("\n");
	put("apus: the kernel failed, pc ");
	put_number(pc, 16);
	put(", on the address ");
	put_number(address, 16);
	put("\n");
}
