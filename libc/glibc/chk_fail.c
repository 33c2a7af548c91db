#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
#include <unistd.h>
#include <link.h>
#include "chk.h"

hidden _Noreturn void glibc_fatal(const char *what)
{
	static const char before[] = "*** ", after[] = " ***: terminated\n";
	write(2, before, sizeof before - 1);
	write(2, what, strlen(what));
	write(2, after, sizeof after - 1);
	abort();
}

_Noreturn void GLIBC(__chk_fail)(void)
{
	glibc_fatal("buffer overflow detected");
}

_Noreturn void GLIBC(__stack_chk_fail)(void)
{
	glibc_fatal("stack smashing detected");
}

long GLIBC(__fdelt_chk)(long fd)
{
	if (fd < 0 || fd >= 1024) glibc_fatal("bit out of range 0 - FD_SETSIZE on fd_set");
	return fd/64;
}
GLIBC_ALIAS(__fdelt_warn, glibc___fdelt_chk)

/* With fortification %n is for formats that nobody can have written to. */

struct place { uintptr_t address; int is_constant; };

static int is_constant(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct place *place = arg;
	for (int i=0; i<info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = info->dlpi_phdr + i;
		/* What the loader wrote to and then protected counts as constant. */
		if (ph->p_type != PT_GNU_RELRO && (ph->p_type != PT_LOAD || ph->p_flags & PF_W)) continue;
		if (place->address - info->dlpi_addr - ph->p_vaddr < ph->p_memsz) return place->is_constant = 1;
	}
	return 0;
}

hidden void glibc_check_format(int flag, const char *format)
{
	struct place place = { (uintptr_t)format, 0 };
	const char *s;
	if (flag <= 0) return;
	for (s=format; (s = strchr(s, '%')); s++) {
		s++;
		s += strspn(s, "0123456789$*.-+ #'IhlLqjzt");
		if (!*s) return;
		if (*s != 'n') continue;
		dl_iterate_phdr(is_constant, &place);
		if (!place.is_constant) {
			static const char text[] = "*** %n in writable segment detected ***\n";
			write(2, text, sizeof text - 1);
			abort();
		}
		return;
	}
}
