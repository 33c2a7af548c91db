/* Part of dynlink.c: libc.so loads a program that the host has not executed. The program
 * is to find its arguments, its name and the auxiliary vector as if the host had. */

/* What a program under Apus has said of the one that it starts; see the kernel's start.c. */
extern hidden struct apus_start {
	const char *libc, *name, *file;
	int descriptor;
	const char *end;
} apus_start;
hidden void apus_program_loaded(int, const char *, size_t, size_t);
hidden void apus_show_arguments(long *, const char *, const void *, long);

/* Puts what --argv0 said in front of the other arguments, in the place of the program's
 * path, which is elsewhere by now; not where it would run into the value of another
 * option. Returns where the program's arguments begin. */
static char *place_argv0(char *path, char **argv0, char *before)
{
	size_t n = strlen(*argv0) + 1;
	char *place = path + strlen(path) + 1 - n;
	if (*argv0 > path || place < before) return path;
	return *argv0 = memmove(place, *argv0, n);
}

/* The first file part of what map_library has mapped, as far as it is one mapping. */
static size_t end_of_first_part(struct dso *p)
{
	size_t end = p->map_len, base = (size_t)p->base, start = (size_t)p->map;
	Phdr *ph = p->phdr;
	for (size_t i=0; i<p->phnum; i++, ph=(void *)((char *)ph + p->phentsize)) {
		if (ph->p_type != PT_LOAD) continue;
		size_t at = ((base + ph->p_vaddr) & -PAGE_SIZE) - start;
		if (at && at < end) end = at;
	}
	return start + end;
}

static void show_program(struct dso *p, int fd, size_t *sp, size_t *auxv, char *argv0, size_t entry)
{
	const char *name = apus_start.name ? apus_start.name : p->name;
	apus_program_loaded(fd, name, (size_t)p->map, end_of_first_part(p));
	apus_show_arguments((long *)sp, argv0, ldso.phdr, ldso.phnum);
	for (; *auxv; auxv+=2) switch (*auxv) {
	case AT_PHDR: auxv[1] = (size_t)p->phdr; break;
	case AT_PHNUM: auxv[1] = p->phnum; break;
	case AT_PHENT: auxv[1] = p->phentsize; break;
	case AT_ENTRY: auxv[1] = entry; break;
	case AT_BASE: auxv[1] = (size_t)ldso.base; break;
	case AT_EXECFN: auxv[1] = (size_t)name; break;
	}
}
