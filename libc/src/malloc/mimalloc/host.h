/* Memory from the host: segments, aligned to their size or more. All that is reserved
 * is PROT_NONE until it is used, so RLIMIT_DATA counts what is used. */

#define HOST_FLAGS (MAP_PRIVATE|MAP_ANONYMOUS)
#define FAILED(p) ((p) == MAP_FAILED)

size_t _mi_os_page_size(void) { return 4096; }
size_t _mi_os_good_alloc_size(size_t n)
{
	size_t unit = n < 512*1024 ? 4096 : MI_SEGMENT_SLICE_SIZE;
	return n > SIZE_MAX - unit ? n : _mi_align_up(n, unit);
}
bool _mi_os_has_overcommit(void) { return 1; }

/* The last resort, as it needs more address space for a moment. */
static char *map_trimmed(size_t size, size_t align, size_t offset, int prot)
{
	if (size > PTRDIFF_MAX - align) return MAP_FAILED;
	char *p = __mmap(0, size + align, prot, HOST_FLAGS, -1, 0);
	if (FAILED(p)) return p;
	size_t before = -((uintptr_t)p + offset) & (align-1), after = align - before;
	if (before) __munmap(p, before);
	__munmap(p + before + size, after);
	return p + before;
}

/* Mappings grow downwards, so a place that is free ends where lower ones are free, too:
 * if it is not aligned, it is from where it is as far down as to be so. */
static char *map_aligned(size_t size, size_t align, size_t offset, int prot)
{
	int e = errno;
	char *p = MAP_FAILED;
	if (!offset) {
		p = __mmap(0, size, prot, HOST_FLAGS, -1, 0);
		if (FAILED(p)) return p;
		size_t over = (uintptr_t)p & (align-1);
		if (!over) return p;
		__munmap(p, size);
		p = __mmap(p - over, size, prot, HOST_FLAGS, -1, 0);
		if (!FAILED(p) && (uintptr_t)p & (align-1)) {
			__munmap(p, size);
			p = MAP_FAILED;
		}
	}
	if (FAILED(p)) p = map_trimmed(size, align, offset, prot);
	if (!FAILED(p)) errno = e;
	return p;
}

static void host_free(void *p, size_t size)
{
	int e = errno;
	__munmap(p, size);
	errno = e;
}

/* The block with a segment of its own that was freed last stays, accessible and with its
 * size in its first word, as programs use buffers of some megabytes again and again. */
#define LARGEST_KEPT (32*MI_MiB)
static void *volatile kept;

static void *exchange_kept(void *new)
{
	void *old;
	do old = kept;
	while (a_cas_p(&kept, old, new) != old);
	return old;
}

static void keep(void *p, size_t size)
{
	*(size_t *)p = size;
	if ((p = exchange_kept(p))) host_free(p, *(size_t *)p);
}

static void *take_kept(size_t size)
{
	void *p = kept ? exchange_kept(0) : 0;
	if (!p) return 0;
	size_t found = *(size_t *)p;
	if (found < size) {
		keep(p, found);
		return 0;
	}
	if (found > size) host_free((char *)p + size, found - size);
	return p;
}

void *_mi_arena_alloc_aligned(size_t size, size_t align, size_t offset, bool *commit, bool *large,
	bool *pinned, bool *zero, mi_arena_id_t arena, size_t *id, mi_os_tld_t *tld)
{
	bool one_block = *commit && !offset && align == MI_SEGMENT_ALIGN;
	char *p = one_block && size <= LARGEST_KEPT ? take_kept(size) : 0;
	*large = *pinned = 0;
	*zero = !p;
	*id = 0;
	if (p) return p;
	p = map_aligned(size, align, offset, *commit ? PROT_READ|PROT_WRITE : PROT_NONE);
	return FAILED(p) ? 0 : p;
}

void _mi_os_free(void *p, size_t size, mi_stats_t *stats) { host_free(p, size); }

void _mi_arena_free(void *p, size_t size, size_t align, size_t offset, size_t id, bool committed, mi_stats_t *stats)
{
	if (((mi_segment_t *)p)->kind == MI_SEGMENT_HUGE && !offset && size <= LARGEST_KEPT) keep(p, size);
	else host_free(p, size);
}
bool _mi_arena_memid_is_suitable(size_t id, mi_arena_id_t arena) { return 1; }
mi_arena_id_t _mi_arena_id_none(void) { return 0; }

bool _mi_os_commit(void *p, size_t size, bool *zero, mi_stats_t *stats)
{
	int e = errno;
	if (__mprotect(p, size, PROT_READ|PROT_WRITE)) return 0;
	errno = e;
	return 1;
}

/* Gives the memory back; it stays accessible. */
bool _mi_os_decommit(void *p, size_t size, mi_stats_t *stats)
{
	uintptr_t start = _mi_align_up((uintptr_t)p, 4096), end = (uintptr_t)p + size & -4096;
	int e = errno;
	if (start < end) __madvise((void *)start, end - start, MADV_DONTNEED);
	errno = e;
	return 1;
}
bool _mi_os_reset(void *p, size_t size, mi_stats_t *stats) { return _mi_os_decommit(p, size, stats); }
bool _mi_os_protect(void *p, size_t size) { return 1; }
bool _mi_os_unprotect(void *p, size_t size) { return 1; }

/* A segment with other contents than one block, at a new size and perhaps a new place; null if that fails. */
static void *host_resize(void *p, size_t old, size_t new)
{
	int e = errno;
	void *q = __mremap(p, old, new, 0);
	if (FAILED(q) && new > old) {
		void *place = map_aligned(new, MI_SEGMENT_ALIGN, 0, PROT_NONE);
		if (FAILED(place)) return 0;
		q = __mremap(p, old, new, MREMAP_MAYMOVE|MREMAP_FIXED, place);
		if (FAILED(q)) __munmap(place, new);
	}
	if (FAILED(q)) return 0;
	errno = e;
	return q;
}

/* A few free segments are kept as they are for the next thread that needs one. */
static struct spare {
	mi_commit_mask_t committed;
} *volatile spares[2];

bool _mi_segment_cache_push(void *p, size_t size, size_t id, const mi_commit_mask_t *committed,
	const mi_commit_mask_t *decommitted, bool large, bool pinned, mi_os_tld_t *tld)
{
	struct spare *spare = p;
	if (size != MI_SEGMENT_SIZE) return 0;
	for (int i=0; i<sizeof spares/sizeof *spares; i++) {
		if (spares[i]) continue;
		/* Somebody may still look at its link, as an abandoned segment's. */
		_mi_abandoned_await_readers();
		spare->committed = *committed;
		if (!a_cas_p(spares+i, 0, p)) return 1;
	}
	return 0;
}

void *_mi_segment_cache_pop(size_t size, mi_commit_mask_t *committed, mi_commit_mask_t *decommitted, bool *large,
	bool *pinned, bool *zero, mi_arena_id_t arena, size_t *id, mi_os_tld_t *tld)
{
	if (size != MI_SEGMENT_SIZE) return 0;
	for (int i=0; i<sizeof spares/sizeof *spares; i++) {
		struct spare *spare = spares[i];
		if (!spare || a_cas_p(spares+i, spare, 0) != spare) continue;
		*committed = spare->committed;
		mi_commit_mask_create_empty(decommitted);
		*large = *pinned = *zero = 0;
		*id = 0;
		return spare;
	}
	return 0;
}
void _mi_segment_cache_collect(bool force, mi_os_tld_t *tld) { }
void _mi_segment_map_allocated_at(const mi_segment_t *segment) { }
void _mi_segment_map_freed_at(const mi_segment_t *segment) { }
