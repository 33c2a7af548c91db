#include "apus_core.h"
#include "../CLinux/include/linux.h"

/* How a program is started by one that keeps exec to Apus: its environment has one
 * variable more, which is taken out again before anybody sees it. APUS_KEEP names
 * the libc.so that is to run what the program itself starts; APUS_LOAD tells libc.so
 * which program to load: DESCRIPTOR:LENGTH:NAME:FILE, NAME being LENGTH bytes and
 * what AT_EXECFN is to say, and FILE empty where it is the same. The program is open as
 * DESCRIPTOR, which libc.so closes. A - in front says that NAME is only a number's. */
struct apus_start apus_start APUS_FIRST;
char apus_own_name[APUS_NAME_SIZE] APUS_LAST;
char apus_own_mapping[APUS_MAPPING_SIZE] APUS_LAST;
unsigned long apus_own_device APUS_LAST, apus_own_inode APUS_LAST;
static int has_only_number APUS_LAST;

static const char *after(const char *s, const char *prefix)
{
	for (; *prefix; s++, prefix++) if (*s != *prefix) return 0;
	return s;
}

/* A number and a colon. */
static const char *number(const char *s, long *value)
{
	const char *start = s;
	long n = 0;
	for (; *s>='0' && *s<='9' && n<1<<26; s++) n = 10*n + *s-'0';
	*value = n;
	return *s==':' && s>start ? s+1 : 0;
}

static void take_load(char *s)
{
	long descriptor, length, n = 0;
	int is_number = *s=='-';
	s += is_number;
	if (!(s = (char *)number(s, &descriptor)) || !(s = (char *)number(s, &length))) return;
	while (n<length && s[n]) n++;
	if (n<1 || n != length || s[n] != ':') return;
	s[n] = 0;
	apus_start.name = s;
	apus_start.file = s[n+1] ? s+n+1 : s;
	apus_start.descriptor = descriptor;
	has_only_number = is_number;
}

/* Safety: the stack is as the host's exec made it, and nobody else has seen it yet. */
void apus_take_start(long *sp, int is_loader, int is_secure)
{
	long *e = sp + 1 + sp[0] + 1, *end;
	for (end=e; *end; end++);
	for (end++; *end; end+=2);
	end += 2;
	while (*e) {
		char *s = (char *)*e;
		const char *keep = after(s, "APUS_KEEP="), *load = after(s, "APUS_LOAD=");
		if (!keep && !load) {
			e++;
			continue;
		}
		if (!apus_start.end || s < apus_start.end) apus_start.end = s;
		if (!is_secure && keep && *keep=='/') apus_start.libc = keep;
		if (!is_secure && load && is_loader) take_load((char *)load);
		for (long *p=e; p+1<end; p++) p[0] = p[1];
		end--;
	}
}

static const char *end_of(const char *s)
{
	while (*s) s++;
	return s+1;
}

/* PR_SET_MM_MAP, for which no privilege is needed. */
struct bounds {
	unsigned long start_code, end_code, start_data, end_data, start_brk, brk, start_stack;
	unsigned long arg_start, arg_end, env_start, env_end;
	const void *auxv;
	unsigned auxv_size, exe;
};

/* As the host has them for the file that it has executed. */
static void find_segments(const struct linux_elf_segment *s, long count, struct bounds *b)
{
	const struct linux_elf_header *header = (const void *)((const char *)s - sizeof *header);
	unsigned long bias = 0;
	b->start_code = -1UL;
	for (long i=0; i<count; i++) {
		if (s[i].type == 6) bias = (unsigned long)s - s[i].vaddr;
		if (s[i].type == 1 && !s[i].offset && !bias) bias = (unsigned long)header - s[i].vaddr;
	}
	for (long i=0; i<count; i++) {
		unsigned long start = s[i].vaddr + bias, end = start + s[i].filesz;
		if (s[i].type != 1) continue;
		if ((s[i].flags & 1) && start < b->start_code) b->start_code = start;
		if ((s[i].flags & 1) && end > b->end_code) b->end_code = end;
		if (start > b->start_data) b->start_data = start;
		if (end > b->end_data) b->end_data = end;
	}
}

/* Has /proc/PID/cmdline and environ show the arguments from the first one on and the
 * environment without what apus_take_start took out. Where the host does not allow
 * it they show all. The segments are those of the file that the host has executed. */
void apus_show_arguments(long *sp, const char *first, const void *segments, long count)
{
	struct bounds b = { .exe = -1 };
	const char **argv = (const char **)sp + 1, **envp = argv + sp[0] + 1;
	if (sp[0] < 1 || !segments) return;
	find_segments(segments, count, &b);
	b.start_brk = b.brk = apus_host(12, 0, 0, 0, 0, 0, 0);
	b.start_stack = (unsigned long)sp;
	b.arg_start = (unsigned long)first;
	b.arg_end = b.env_start = b.env_end = (unsigned long)end_of(argv[sp[0]-1]);
	for (; *envp; envp++) b.env_end = (unsigned long)end_of(*envp);
	apus_host(157, 35, 14, (long)&b, sizeof b, 0, 0);
}

/* The name of libc.so, which the host has executed. */
static char libc_name[APUS_NAME_SIZE] APUS_LAST;

const char *apus_name_of_libc(const char *executed)
{
	if (executed && *executed=='/' && !after(executed, "/proc/") && !after(executed, "/dev/fd/")) return executed;
	return apus_host(89, (long)"/proc/self/exe", (long)libc_name, sizeof libc_name - 1, 0, 0, 0) > 0
		&& *libc_name=='/' ? libc_name : 0;
}

static char *append(char *to, const char *s)
{
	while (*s) *to++ = *s++;
	return to;
}

static char *append_number(char *to, unsigned long n, unsigned base)
{
	if (n >= base) to = append_number(to, n/base, base);
	*to = "0123456789abcdef"[n%base];
	return to+1;
}

static const char *last_part(const char *name)
{
	const char *s = name;
	for (; *name; name++) if (*name=='/') s = name+1;
	return s;
}

/* What `ps` is to show. Of a program that was named by its descriptor alone Linux shows the file's own name. */
static void set_name(const char *name)
{
	const char *last = last_part(name);
	char own[16] = { 0 };
	if (has_only_number) {
		last = last_part(apus_own_name);
		for (int i=0; i<15 && last[i] && !after(last+i, " (deleted)"); i++) own[i] = last[i];
		last = own;
	}
	apus_host(157, LINUX_PR_SET_NAME, (long)last, 0, 0, 0, 0);
}

/* libc.so has mapped the program that it was asked to load, the first file part of it from start to end. */
void apus_program_loaded(int descriptor, const char *name, unsigned long start, unsigned long end)
{
	char link[32] = { 0 };
	struct linux_stat status;
	char *s = append_number(append(apus_own_mapping, "/proc/self/map_files/"), start, 16);
	append_number(append(s, "-"), end, 16);
	append_number(append(link, "/proc/self/fd/"), descriptor, 10);
	if (apus_host(89, (long)apus_own_mapping, (long)apus_own_name, sizeof apus_own_name - 1, 0, 0, 0) <= 0)
		apus_host(89, (long)link, (long)apus_own_name, sizeof apus_own_name - 1, 0, 0, 0);
	if (!apus_host(5, descriptor, (long)&status, 0, 0, 0, 0))
		apus_own_device = status.dev, apus_own_inode = status.ino;
	apus_state.has_own_name = *apus_own_name=='/';
	set_name(name);
}
