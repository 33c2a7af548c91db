#include "apus_core.h"
#include "../../libc/include/apus/kernel.h"

#define EPERM 1
#define EINVAL 22
#define PROT_READ 1
#define PROT_WRITE 2

/* The hosted kernel, under test, has no version. */
#ifndef APUS_VERSION
#define APUS_VERSION ""
#endif

struct elf_header {
	unsigned char ident[16];
	unsigned short type, machine;
	unsigned version;
	unsigned long entry, phoff, shoff;
	unsigned flags;
	unsigned short ehsize, phentsize, phnum;
};

struct elf_segment {
	unsigned type, flags;
	unsigned long offset, vaddr, paddr, filesz, memsz, align;
};

/* The hosted kernel, under test, has no such table. */
extern APUS_HIDDEN apus_call *apus_syscall_table[APUS_CALLS] __attribute__((weak));

/* Leads every entry through the stub that counts it. Only before the table is
 * made read-only. A stub that passes a call to the host passes all of them. */
void apus_start_counting(void)
{
	for (long n=0; n<APUS_CALLS; n++) {
		apus_base_table[n] = apus_syscall_table[n];
		apus_syscall_table[n] = (apus_call *)(apus_count_stubs + 32*n);
	}
	apus_state.counting = 1;
}

/* Before that. */
void apus_install_entry(long n, apus_call *entry) { apus_syscall_table[n] = entry; }

static long protect(long how) { return apus_host(10, (long)apus_syscall_table, sizeof apus_syscall_table, how, 0, 0, 0); }

static apus_call *host_stub(long n) { return (apus_call *)(apus_host_stubs + 16*n); }
static apus_call *pass_stub(long n) { return (apus_call *)(apus_pass_stubs + 16*n); }

/* Whether libc's stubs for batches come first, and what comes after them. */
static int is_recorded(long n) { return apus_state.recorder && apus_direct_table[n]; }
static apus_call *first(long n) { return is_recorded(n) ? apus_direct_table[n] : apus_syscall_table[n]; }

int apus_record_calls(const char *stubs, const unsigned char *left_alone, const struct apus_recorder *recorder)
{
	long r = protect(PROT_READ|PROT_WRITE);
	if (r) return r;
	__atomic_store_n(&apus_state.recorder, recorder, __ATOMIC_RELEASE);
	for (long n=0; n<APUS_CALLS; n++) {
		if (left_alone[n] || apus_syscall_table[n] == apus_enosys) continue;
		apus_direct_table[n] = apus_syscall_table[n];
		__atomic_store_n(&apus_syscall_table[n], (apus_call *)(stubs + 16*n), __ATOMIC_RELEASE);
	}
	protect(PROT_READ);
	return 0;
}

apus_handler *apus_kernel_handler(long n)
{
	if ((unsigned long)n >= APUS_CALLS) return apus_enosys;
	if (!apus_is_counting()) return first(n);
	return apus_base_table[n] == host_stub(n) ? pass_stub(n) : apus_base_table[n];
}

int apus_kernel_override(long n, apus_handler *handler, apus_handler **old)
{
	apus_handler *before;
	long r;

	if ((unsigned long)n >= APUS_CALLS || !handler) return -EINVAL;
	if (apus_state.table_closed) return -EPERM;
	before = apus_kernel_handler(n);
	if (handler == pass_stub(n)) handler = host_stub(n);
	if (apus_is_counting()) {
		apus_base_table[n] = handler;
	} else if (is_recorded(n)) {
		apus_direct_table[n] = handler;
	} else {
		r = protect(PROT_READ|PROT_WRITE);
		if (r) return r;
		apus_syscall_table[n] = handler;
		protect(PROT_READ);
	}
	if (old) *old = before;
	return 0;
}

const char *apus_kernel_version(void) { return APUS_VERSION; }

void apus_close_table(void) { apus_state.table_closed = 1; }

/* Made from the table's rows; see tools/syscalls.awk. */
extern APUS_HIDDEN const struct { int entry, usual; } apus_cancellable[APUS_CALLS] __attribute__((weak));

/* A call that is counted is counted here, because the caller goes its own way. */
apus_call *apus_cancellable_entry(long n, long a)
{
	if ((unsigned long)n >= APUS_CALLS) return apus_enosys;
	if (is_recorded(n) && apus_state.recorder->takes(n)) return apus_syscall_table[n];
	apus_call *entry = first(n);
	if (apus_is_counting()) {
		entry = apus_base_table[n];
		apus_count_call(n);
	}
	entry = apus_corks_past(n, a, entry);
	if (entry == host_stub(n)) return 0;
	const char *base = (const char *)apus_cancellable;
	int own = apus_cancellable[n].entry;
	if (!own || (const char *)entry != base + apus_cancellable[n].usual) return entry;
	if ((own & 1) && ((unsigned)a >= apus_descriptor_end() || !apus_descriptor(a))) {
		if (apus_is_counting()) apus_count_host_call(n);
		return 0;
	}
	return (apus_call *)(base + (own & -2));
}

void apus_cancellable_result(long n, long r)
{
	if (!apus_is_counting() || (unsigned long)n >= APUS_CALLS) return;
	if (r == -APUS_PASS) apus_count_host_call(n);
	else apus_count_result(n, r);
}

extern APUS_HIDDEN const char __ehdr_start[] __attribute__((weak));

int apus_is_loader(const void *segments)
{
	const struct elf_header *header = (const void *)__ehdr_start;
	return header && segments == __ehdr_start + header->phoff;
}

/* In a static program nobody else protects what is constant after relocation,
 * as the dynamic loader does; the table has a page of its own there. */
void apus_protect_table(void)
{
	unsigned long table = (unsigned long)apus_syscall_table, start = table, end = table + sizeof apus_syscall_table;
	const struct elf_header *header = (const void *)__ehdr_start;
	if (header) {
		const struct elf_segment *s = (const void *)(__ehdr_start + header->phoff);
		unsigned long bias = 0, from, to;
		for (int i=0; i<header->phnum; i++)
			if (s[i].type == 1 && !s[i].offset) bias = (unsigned long)__ehdr_start - s[i].vaddr;
		for (int i=0; i<header->phnum; i++) {
			if (s[i].type != 0x6474e552) continue;  /* PT_GNU_RELRO */
			from = (bias + s[i].vaddr) & -4096UL;
			to = (bias + s[i].vaddr + s[i].memsz) & -4096UL;
			if (from <= start && end <= to) start = from, end = to;
		}
	}
	apus_host(10, start, end - start, 1, 0, 0, 0);
}
