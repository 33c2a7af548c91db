/* Part of dynlink.c: where a glibc object's libraries are found: RPATH, LD_LIBRARY_PATH,
 * RUNPATH, ld.so.cache, the folders of /etc/ld.so.conf's making, as ld.so(8) says. */

#define GLIBC_LIB "lib/x86_64-linux-gnu"
#define GLIBC_FOLDERS "/" GLIBC_LIB ":/usr/" GLIBC_LIB ":/lib64:/usr/lib64:/lib:/usr/lib"

/* The folder that $ORIGIN stands for, into BUF. */
static const char *origin_of(struct dso *p, char *buf, size_t size)
{
	ssize_t l;
	char *z;
	if (p == head && !libc.secure && (l = readlink("/proc/self/exe", buf, size-1)) > 0) {
		buf[l] = 0;
	} else if (p->name[0] == '/' && strlen(p->name) < size) {
		strcpy(buf, p->name);
	} else {
		if (libc.secure || !getcwd(buf, size) || strlen(buf)+strlen(p->name)+2 > size) return 0;
		strcat(buf, "/");
		strcat(buf, p->name);
	}
	z = strrchr(buf, '/');
	z[z==buf] = 0;
	return buf;
}

/* A path with $ORIGIN, $LIB and $PLATFORM filled in. */
static char *expand(struct dso *p, const char *path)
{
	static const char *const names[] = { "ORIGIN", "LIB", "PLATFORM" };
	char folder[PATH_MAX];
	const char *values[] = { 0, GLIBC_LIB, "x86_64" }, *s;
	size_t n = strlen(path) + 1, i, l;
	char *out, *d;
	if (!strchr(path, '$')) return (char *)path;
	if (!(values[0] = origin_of(p, folder, sizeof folder))) values[0] = "/nonexistent";
	for (s=path; *s; s++) if (*s=='$') n += strlen(values[0]) + 32;
	if (!(d = out = malloc(n))) return 0;
	for (s=path; *s; ) {
		int brace = s[0]=='$' && s[1]=='{';
		for (i=0; *s=='$' && i<3; i++) {
			l = strlen(names[i]);
			if (strncmp(s+1+brace, names[i], l)) continue;
			if (brace ? s[2+l]=='}' : !isalnum(s[1+l]) && s[1+l]!='_') break;
		}
		if (*s!='$' || i==3) {
			*d++ = *s++;
			continue;
		}
		strcpy(d, values[i]);
		d += strlen(d);
		s += 1 + l + 2*brace;
	}
	*d = 0;
	return out;
}

/* ld.so.cache(5), as ldconfig writes it since glibc 2.2. */
struct cache {
	char magic[20];
	uint32_t count, strings;
	uint32_t unused[5];
	struct cache_entry { int32_t flags; uint32_t key, value, osversion; uint64_t hwcap; } entries[];
};
#define CACHE_MAGIC "glibc-ld.so.cache1.1"
#define CACHE_X86_64_LIBC6 0x0303

static const struct cache *cache;
static size_t cache_size;

static void map_cache(void)
{
	static int tried;
	struct stat st;
	int fd;
	if (tried++) return;
	if ((fd = open("/etc/ld.so.cache", O_RDONLY|O_CLOEXEC)) < 0) return;
	if (!fstat(fd, &st) && st.st_size >= sizeof *cache) {
		struct cache *c = mmap(0, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (c != MAP_FAILED) {
			cache_size = st.st_size;
			if (!memcmp(c->magic, CACHE_MAGIC, sizeof c->magic)
			    && c->count <= (cache_size - sizeof *c)/sizeof *c->entries
			    && !((char *)c)[cache_size-1])
				cache = c;
			else
				munmap(c, cache_size);
		}
	}
	close(fd);
}

/* The path of a library in the cache, null if it is not there. What is below a
 * glibc-hwcaps folder has another name in the cache's flags and is left alone. */
static const char *cached(const char *name)
{
	map_cache();
	if (!cache) return 0;
	for (uint32_t i=0; i<cache->count; i++) {
		const struct cache_entry *e = cache->entries + i;
		if (e->flags != CACHE_X86_64_LIBC6 || e->hwcap) continue;
		if (e->key >= cache_size || e->value >= cache_size) continue;
		if (!strcmp(name, (char *)cache + e->key)) return (char *)cache + e->value;
	}
	return 0;
}

/* Whether a file is a library of this machine: others are passed over. */
static int is_ours(int fd)
{
	Ehdr eh;
	return pread(fd, &eh, sizeof eh, 0) != sizeof eh || memcmp(eh.e_ident, ELFMAG, SELFMAG)
		|| eh.e_ident[EI_CLASS] == ELFCLASS64 && eh.e_machine == EM_X86_64;
}

static int search(const char *name, const char *path, char *buf, size_t size)
{
	const char *s, *z;
	for (s=path; *s; s=z+!!*z) {
		for (z=s; *z && *z!=':' && *z!=';'; z++);
		int l = z-s, fd;
		if (snprintf(buf, size, "%.*s%s%s", l, s, l ? "/" : "./", name) >= size) continue;
		if ((fd = open(buf, O_RDONLY|O_CLOEXEC)) < 0) continue;
		if (is_ours(fd)) return fd;
		close(fd);
	}
	return -1;
}

static int search_run_path(const char *name, struct dso *p, char *buf, size_t size)
{
	if (!p->rpath_orig) return -1;
	if (!p->rpath) p->rpath = expand(p, p->rpath_orig);
	return p->rpath ? search(name, p->rpath, buf, size) : -1;
}

static int glibc_open(const char *name, struct dso *needed_by, char *buf, size_t size)
{
	struct dso *p;
	const char *path;
	int fd = -1;
	if (!needed_by || !needed_by->has_runpath)
		for (p=needed_by; fd<0 && p; p=p->needed_by)
			if (!p->has_runpath) fd = search_run_path(name, p, buf, size);
	if (fd<0 && env_path) fd = search(name, env_path, buf, size);
	if (fd<0 && needed_by && needed_by->has_runpath) fd = search_run_path(name, needed_by, buf, size);
	if (fd<0 && (path = cached(name)) && strlen(path) < size) {
		strcpy(buf, path);
		if ((fd = open(path, O_RDONLY|O_CLOEXEC)) >= 0 && !is_ours(fd)) close(fd), fd = -1;
	}
	if (fd<0) fd = search(name, GLIBC_FOLDERS, buf, size);
	if (fd<0) errno = ENOENT;
	return fd;
}
