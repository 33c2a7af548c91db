#include "apus_core.h"

int apus_has_rdpid(void)
{
	unsigned a = 0, b, c, d;
	__asm__ volatile ("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	if (a < 7) return 0;
	a = 7;
	c = 0;
	__asm__ volatile ("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return c >> 22 & 1;
}

int apus_rdpid_getcpu(unsigned *cpu, unsigned *node, void *cache)
{
	unsigned long aux;
	(void)cache;
	__asm__ volatile ("rdpid %0" : "=r"(aux));
	if (cpu) *cpu = aux & 0xfff;
	if (node) *node = aux >> 12;
	return 0;
}
