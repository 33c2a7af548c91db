#include "check.h"
#include <sys/auxv.h>
#include <elf.h>
// getauxval and the vector itself against what the kernel says elsewhere.
extern char **environ;
int main(int argc, char **argv)
{
	CHECK(getauxval(AT_PAGESZ) == 4096 && sysconf(_SC_PAGESIZE) == 4096);
	CHECK(getauxval(AT_UID) == getuid() && getauxval(AT_EUID) == geteuid() && getauxval(AT_GID) == getgid() && getauxval(AT_EGID) == getegid());
	CHECK(getauxval(AT_SECURE) == 0);
	CHECK(getauxval(AT_CLKTCK) == (unsigned long)sysconf(_SC_CLK_TCK));
	CHECK(!strcmp((char *)getauxval(AT_PLATFORM), "x86_64"));
	unsigned char *r = (void *)getauxval(AT_RANDOM);
	int any = 0;
	for (int i = 0; i < 16; i++) any |= r[i];
	CHECK(any);
	CHECK(getauxval(AT_HWCAP) >> 26 & 1); // SSE2, part of the architecture
	int main_ptr = getauxval(AT_ENTRY) != 0 && getauxval(AT_PHDR) != 0 && getauxval(AT_PHNUM) > 2;
	CHECK(main_ptr && getauxval(AT_PHENT) == sizeof(Elf64_Phdr));
	Elf64_Phdr *ph = (void *)getauxval(AT_PHDR);
	int loads = 0, tls = 0;
	for (unsigned long i = 0; i < getauxval(AT_PHNUM); i++) loads += ph[i].p_type == PT_LOAD, tls += ph[i].p_type == PT_TLS;
	CHECK(loads >= 2);
	printf("TLS segments %d\n", tls);
	errno = 0;
	unsigned long v = getauxval(123456);
	printf("unknown: %lu %s\n", v, ename(errno));
	errno = EXDEV;
	v = getauxval(AT_SECURE);
	printf("errno after a known one: %s\n", ename(errno));
	char **e = environ;
	while (*e) e++;
	Elf64_auxv_t *a = (void *)(e + 1);
	int n = 0;
	for (; a->a_type; a++, n++) if (a->a_type == AT_PAGESZ) CHECK(a->a_un.a_val == 4096);
	CHECK(n > 10);
	return done();
}
