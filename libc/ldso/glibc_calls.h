/* Part of dynlink.c: the calls of glibc's loader that musl's has not, in version GLIBC. */

#include "../glibc/glibc.h"

static void *do_dlvsym(struct dso *p, const char *s, const char *version, void *ra)
{
	int use_deps = 0;
	struct version want = { version ? sysv_hash(version) : 0, 0, version };
	struct symdef def;
	if (p == head || p == RTLD_DEFAULT) {
		p = head;
	} else if (p == RTLD_NEXT) {
		p = addr2dso((size_t)ra);
		p = p ? p->next : head->next;
	} else if (__dl_invalid_handle(p)) {
		return 0;
	} else {
		use_deps = 1;
	}
	def = find_version2(p, s, version ? &want : 0, 0, use_deps);
	if (!def.sym) {
		error(version ? "%s: undefined symbol: %s, version %s" : "%s: undefined symbol: %s",
			p && p != head ? p->name : head->name, s, version);
		return 0;
	}
	if ((def.sym->st_info>>4) == STB_GNU_UNIQUE) def = find_unique(def);
	if ((def.sym->st_info&0xf) == STT_TLS)
		return __tls_get_addr((tls_mod_off_t []){def.dso->tls_id, def.sym->st_value-DTP_OFFSET});
	void *address = laddr(def.dso, def.sym->st_value);
	return is_ifunc(def) ? ((void *(*)(void))address)() : address;
}

void *GLIBC(dlsym)(void *restrict p, const char *restrict s)
{
	pthread_rwlock_rdlock(&lock);
	void *address = do_dlvsym(p, s, 0, __builtin_return_address(0));
	pthread_rwlock_unlock(&lock);
	return address;
}

void *GLIBC(dlvsym)(void *restrict p, const char *restrict s, const char *restrict version)
{
	pthread_rwlock_rdlock(&lock);
	void *address = do_dlvsym(p, s, version, __builtin_return_address(0));
	pthread_rwlock_unlock(&lock);
	return address;
}

/* There is one name space, LM_ID_BASE. */
void *GLIBC(dlmopen)(long id, const char *file, int mode)
{
	if (!id) return dlopen(file, mode);
	error("dlmopen: Apus has one name space for all libraries");
	return 0;
}

int GLIBC(dladdr1)(const void *addr, Dl_info *info, void **extra, int flags)
{
	enum { RTLD_DL_SYMENT = 1, RTLD_DL_LINKMAP };
	struct dso *p;
	size_t i, n;
	if (!dladdr(addr, info)) return 0;
	pthread_rwlock_rdlock(&lock);
	p = addr2dso((size_t)addr);
	pthread_rwlock_unlock(&lock);
	if (flags == RTLD_DL_LINKMAP) *extra = p;
	if (flags == RTLD_DL_SYMENT) {
		*extra = 0;
		if (info->dli_saddr) for (i=0, n=count_syms(p); i<n; i++)
			if (p->strings+p->syms[i].st_name == info->dli_sname) *extra = p->syms+i;
	}
	return 1;
}

int GLIBC(dlinfo)(void *handle, int request, void *arg)
{
	enum { LMID = 1, LINKMAP, SERINFO = 4, SERINFOSIZE, ORIGIN, TLS_MODID = 9, TLS_DATA, PHDR };
	struct dso *p = handle;
	char folder[PATH_MAX];
	if (__dl_invalid_handle(p)) return -1;
	switch (request) {
	case LMID: *(long *)arg = 0; return 0;
	case LINKMAP: *(void **)arg = p; return 0;
	case ORIGIN:
		if (!origin_of(p, folder, sizeof folder)) break;
		strcpy(arg, folder);
		return 0;
	case TLS_MODID: *(size_t *)arg = p->tls_id; return 0;
	case TLS_DATA:
		*(void **)arg = p->tls_id ? __tls_get_addr((tls_mod_off_t []){p->tls_id, 0}) : 0;
		return 0;
	case PHDR: *(const Phdr **)arg = p->phdr; return p->phnum;
	}
	error("Unsupported request %d", request);
	return -1;
}

/* Where the unwinder looks first. */
struct dl_find_object {
	unsigned long long flags;
	void *map_start, *map_end, *link_map, *eh_frame;
	unsigned long long reserved[7];
};
_Static_assert(sizeof(struct dl_find_object) == 96, "glibc's layout");

int GLIBC(_dl_find_object)(void *address, struct dl_find_object *result)
{
	size_t a = (size_t)address, i;
	struct dso *p;
	for (p=head; p; p=p->next) {
		Phdr *ph = p->phdr, *eh = 0;
		int here = 0;
		if (a - (size_t)p->map >= p->map_len && p->map_len) continue;
		for (i=p->phnum; i--; ph=(void *)((char *)ph+p->phentsize)) {
			if (ph->p_type == PT_GNU_EH_FRAME) eh = ph;
			if (ph->p_type == PT_LOAD && a-(size_t)p->base-ph->p_vaddr < ph->p_memsz) here = 1;
		}
		if (!here) continue;
		if (!eh) return -1;
		*result = (struct dl_find_object){
			.map_start = p->map, .map_end = p->map + p->map_len,
			.link_map = p, .eh_frame = laddr(p, eh->p_vaddr) };
		return 0;
	}
	return -1;
}
