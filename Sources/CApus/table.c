#include "apus_core.h"

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

/* For a cancellation point: whether the host alone answers the call. One that is
 * counted is counted here, because the caller goes to the gate by itself. */
int apus_passes_call(long n)
{
	if ((unsigned long)n >= APUS_CALLS) return 0;
	apus_call *stub = (apus_call *)(apus_host_stubs + 16*n);
	if (!apus_is_counting()) return apus_syscall_table[n] == stub;
	if (apus_base_table[n] != stub) return 0;
	apus_count_call(n);
	return 1;
}

extern APUS_HIDDEN const char __ehdr_start[] __attribute__((weak));

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
