/* Part of dynlink.c: symbol versions, and references of objects that were linked against glibc.
 *
 * libc.so defines what glibc has and musl has not, or has otherwise, under names with a
 * version (error@GLIBC). Versions that are not a name's default are not seen by references
 * of musl's kind, so that musl objects find musl's functions, and glibc objects both. */

#include "../glibc/data.h"
#include "../glibc/texts.h"

struct version {
	uint32_t hash;
	char is_hidden;
	const char *name;
};

static int starts(const char *s, const char *prefix)
{
	while (*prefix) if (*s++ != *prefix++) return 0;
	return 1;
}

/* The names under which glibc's own libraries are asked for; all of them are this file. */
static int is_glibc_name(const char *name)
{
	static const char names[] =
		"libc.so.6\0libm.so.6\0libpthread.so.0\0libdl.so.2\0librt.so.1\0"
		"libresolv.so.2\0libutil.so.1\0libanl.so.1\0ld-linux-x86-64.so.2\0";
	const char *p;
	if (name[0] != 'l') return 0;
	for (p=names; *p; p++) {
		if (!strcmp(name, p)) return 1;
		while (*p) p++;
	}
	return 0;
}

static int is_glibc_soname(struct dso *p)
{
	size_t name;
	return search_vec(p->dynv, &name, DT_SONAME) && is_glibc_name(p->strings + name);
}

static size_t last_version(struct dso *p)
{
	size_t at, last = 1;
	if (search_vec(p->dynv, &at, DT_VERDEF)) {
		Elf64_Verdef *def = laddr(p, at);
		for (;; def=(void *)((char *)def+def->vd_next)) {
			if ((def->vd_ndx & 0x7fffU) > last) last = def->vd_ndx & 0x7fffU;
			if (!def->vd_next) break;
		}
	}
	if (search_vec(p->dynv, &at, DT_VERNEED)) {
		Elf64_Verneed *need = laddr(p, at);
		for (;; need=(void *)((char *)need+need->vn_next)) {
			Elf64_Vernaux *aux = (void *)((char *)need+need->vn_aux);
			for (;; aux=(void *)((char *)aux+aux->vna_next)) {
				if ((aux->vna_other & 0x7fffU) > last) last = aux->vna_other & 0x7fffU;
				if (!aux->vna_next) break;
			}
			if (!need->vn_next) break;
		}
	}
	return last;
}

/* Row I is the version with index I, defined or needed. */
static void read_versions(struct dso *p)
{
	size_t at, n;
	if (p->versions || !p->versym) return;
	n = last_version(p) + 1;
	p->versions = calloc(n, sizeof *p->versions);
	if (!p->versions) {
		error("Error reading the symbol versions of %s: %m", p->name);
		if (runtime) longjmp(*rtld_fail, 1);
		return;
	}
	p->nversions = n;
	if (search_vec(p->dynv, &at, DT_VERDEF)) {
		Elf64_Verdef *def = laddr(p, at);
		for (;; def=(void *)((char *)def+def->vd_next)) {
			Elf64_Verdaux *aux = (void *)((char *)def+def->vd_aux);
			/* The first is the name of the file, and no version. */
			if (!(def->vd_flags & VER_FLG_BASE))
				p->versions[def->vd_ndx & 0x7fff] = (struct version){
					def->vd_hash, 0, p->strings + aux->vda_name };
			if (!def->vd_next) break;
		}
	}
	if (search_vec(p->dynv, &at, DT_VERNEED)) {
		Elf64_Verneed *need = laddr(p, at);
		for (;; need=(void *)((char *)need+need->vn_next)) {
			Elf64_Vernaux *aux = (void *)((char *)need+need->vn_aux);
			for (;; aux=(void *)((char *)aux+aux->vna_next)) {
				p->versions[aux->vna_other & 0x7fff] = (struct version){
					aux->vna_hash, aux->vna_other>>15, p->strings + aux->vna_name };
				if (!aux->vna_next) break;
			}
			if (!need->vn_next) break;
		}
	}
}

/* What a glibc program expects before its first instruction: threads get the stack that
 * the process got, or 2 MB if that is unlimited. */
static void use_glibc(void)
{
	struct rlimit limit;
	if (runtime) return;
	glibc_process = &glibc_ways;
	glibc_begin_stdio();
	if (getrlimit(RLIMIT_STACK, &limit)) return;
	if (limit.rlim_cur == RLIM_INFINITY) limit.rlim_cur = 2<<20;
	if (limit.rlim_cur > 1<<30) limit.rlim_cur = 1<<30;
	if (limit.rlim_cur > __default_stacksize) __default_stacksize = limit.rlim_cur & -PAGE_SIZE;
}

/* The stack of the process: functions within functions are built on it. */
static int make_stack_executable(void)
{
	char *page = (char *)((size_t)libc.auxv & -PAGE_SIZE);
	return mprotect(page, PAGE_SIZE, PROT_READ|PROT_WRITE|PROT_EXEC|PROT_GROWSDOWN);
}

/* An object is glibc's if it needs one of glibc's libraries. One that needs no libc
 * at all is of its program's kind. */
static void find_kind(struct dso *p)
{
	size_t i, libcs = 0;
	for (i=0; p->dynv[i]; i+=2) if (p->dynv[i] == DT_NEEDED) {
		const char *name = p->strings + p->dynv[i+1];
		if (is_glibc_name(name)) p->glibc = 1;
		else if (starts(name, "libc.")) libcs++;
	}
	if (!p->glibc && !libcs && p != head && head && head->glibc) p->glibc = 1;
	if (!p->glibc) return;
	if (p->executable_stack && make_stack_executable()) {
		error("Error loading %s: cannot make the stack executable, as it asks for: %m", p->name);
		if (runtime) longjmp(*rtld_fail, 1);
	}
	read_versions(p);
	if (!ldso.versions) {
		read_versions(&ldso);
		use_glibc();
	}
}

static int same_version(const struct version *a, const struct version *b)
{
	return a->hash == b->hash && !strcmp(a->name, b->name);
}

/* How well symbol I of an object answers a reference to WANT, which may be null: 0 not at
 * all. In libc.so the version that is asked for is before the current one of the ABI layer
 * (version GLIBC), which is before musl's. */
static int rank(struct dso *p, size_t i, const struct version *want)
{
	if (!p->versym) return 1;
	size_t index = p->versym[i] & 0x7fff;
	const struct version *has = p->versions && index < p->nversions ? p->versions+index : 0;
	if (p == &ldso) {
		if (!has || !has->name) return p->versym[i] >= 0;
		if (want && same_version(has, want)) return 3;
		return strcmp(has->name, "GLIBC") ? 0 : 2;
	}
	if (!want || !want->name) return p->versym[i] >= 0;
	if (!has || !has->name) return index && p->versym[i] >= 0 && !want->is_hidden;
	return same_version(has, want);
}

static Sym *versioned_lookup(struct dso *p, const char *s, uint32_t gh, const struct version *want)
{
	int best = 0, r;
	size_t i;
	Sym *found = 0;
	if (p->ghashtab) {
		uint32_t *t = p->ghashtab, *buckets = t + 4 + t[2]*(sizeof(size_t)/4), *hashval;
		const size_t *bloom = (const void *)(t+4);
		size_t word = bloom[gh/(8*sizeof(size_t)) & (t[2]-1)];
		if (!(word>>gh%(8*sizeof word) & word>>(gh>>t[3])%(8*sizeof word) & 1)) return 0;
		if (!(i = buckets[gh % t[0]])) return 0;
		for (hashval = buckets + t[0] + (i-t[1]); ; i++) {
			uint32_t h = *hashval++;
			if ((h|1) == (gh|1) && !strcmp(s, p->strings+p->syms[i].st_name)
			    && (r = rank(p, i, want)) > best)
				best = r, found = p->syms+i;
			if (h & 1) break;
		}
	} else if (p->hashtab) {
		Elf_Symndx *t = p->hashtab;
		for (i=t[2+sysv_hash(s)%t[0]]; i; i=t[2+t[0]+i])
			if (!strcmp(s, p->strings+p->syms[i].st_name)
			    && (r = rank(p, i, want)) > best)
				best = r, found = p->syms+i;
	}
	return found;
}

static struct symdef find_version2(struct dso *p, const char *s, const struct version *want, int need_def, int use_deps)
{
	uint32_t gh = gnu_hash(s);
	struct dso **deps = use_deps ? p->deps : 0;
	for (; p; p=use_deps ? *deps++ : p->syms_next) {
		Sym *sym = versioned_lookup(p, s, gh, want);
		if (!sym) continue;
		if (!sym->st_shndx && (need_def || (sym->st_info&0xf) == STT_TLS)) continue;
		if (!sym->st_value && (sym->st_info&0xf) != STT_TLS) continue;
		if (!(1<<(sym->st_info&0xf) & (OK_TYPES | 1<<STT_GNU_IFUNC))) continue;
		if (!(1<<(sym->st_info>>4) & OK_BINDS)) continue;
		return (struct symdef){ .sym = sym, .dso = p };
	}
	return (struct symdef){ 0 };
}

/* What symbol I of a glibc object refers to. */
static struct symdef find_glibc(struct dso *ctx, struct dso *p, size_t i, int need_def)
{
	size_t index = p->versym ? p->versym[i] & 0x7fff : 0;
	const struct version *want = index > 1 && index < p->nversions ? p->versions+index : 0;
	return find_version2(ctx, p->strings+p->syms[i].st_name, want, need_def, 0);
}

/* Functions that choose their implementation are asked when all else is relocated. */
static int is_ifunc(struct symdef def)
{
	return def.sym && (def.sym->st_info&0xf) == STT_GNU_IFUNC && def.sym->st_shndx;
}

/* One name, one object in the process, also between libraries that were opened apart
 * and do not see each other's names. */
static struct unique { struct unique *next; struct symdef def; } *uniques;

static struct symdef find_unique(struct symdef def)
{
	struct unique *u;
	const char *name = def.dso->strings + def.sym->st_name;
	if (!def.dso->runtime_loaded) return def;
	for (u=uniques; u; u=u->next)
		if (!strcmp(name, u->def.dso->strings + u->def.sym->st_name)) return u->def;
	/* Without memory the name is simply not remembered. */
	if ((u = malloc(sizeof *u))) {
		*u = (struct unique){ uniques, def };
		uniques = u;
	}
	return def;
}

static void forget_uniques(struct dso *p)
{
	struct unique **at = &uniques, *u;
	while ((u = *at)) {
		if (u->def.dso == p) *at = u->next, free(u);
		else at = &u->next;
	}
}

/* The ABI layer goes by the program's own copies of glibc's variables. */
static void bind_variables(void)
{
	const struct glibc_variable *v;
	for (v=glibc_variables; v->name; v++) {
		struct symdef def = find_version2(head, v->name, 0, 1, 0);
		if (def.sym && def.dso != &ldso) *v->at = laddr(def.dso, def.sym->st_value);
	}
}
