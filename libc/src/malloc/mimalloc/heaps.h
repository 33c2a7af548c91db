/* The heap of each thread: made by its first allocation, given up at its end. */

const mi_page_t _mi_page_empty;
/* Only its address counts, as what a thread without a heap has. */
extern __typeof__(_mi_heap_empty) _mi_heap_empty __attribute__((__alias__("_mi_page_empty")));

/* The first thread's is here, and costs nothing before it is used. */
mi_heap_t _mi_heap_main;
static mi_tld_t main_tld;
static volatile int main_taken;

struct thread_heap {
	mi_heap_t heap;
	mi_tld_t tld;
};

/* Of threads that have ended. */
static void *volatile idle[8];

static struct thread_heap *new_thread_heap(void)
{
	for (int i=0; i<sizeof idle/sizeof *idle; i++) {
		void *p = idle[i];
		if (p && a_cas_p(idle+i, p, 0) == p) return p;
	}
	int e = errno;
	void *p = __mmap(0, sizeof(struct thread_heap), PROT_READ|PROT_WRITE, HOST_FLAGS, -1, 0);
	if (FAILED(p)) return 0;
	errno = e;
	return p;
}

static void free_thread_heap(void *p)
{
	for (int i=0; i<sizeof idle/sizeof *idle; i++)
		if (!idle[i] && !a_cas_p(idle+i, 0, p)) return;
	host_free(p, sizeof(struct thread_heap));
}

/* The words in a block of each queue: 1 to 8, four sizes for each doubling up to 128, then eight. */
static size_t block_words(size_t bin)
{
	if (bin <= 8) return bin;
	if (bin <= 24) return 5 + (bin-9)%4 << (bin-9)/4 + 1;
	if (bin < MI_BIN_HUGE) return 9 + (bin-25)%8 << (bin-25)/8 + 4;
	return MI_MEDIUM_OBJ_WSIZE_MAX + 1 + (bin - MI_BIN_HUGE);
}

static void init_heap(mi_heap_t *heap, mi_tld_t *tld)
{
	memset(heap, 0, sizeof *heap);
	memset(tld, 0, sizeof *tld);
	for (size_t i=0; i<=MI_BIN_FULL; i++)
		heap->pages[i].block_size = block_words(i)*sizeof(void *);
	for (size_t i=0; i<MI_PAGES_DIRECT; i++)
		heap->pages_free_direct[i] = (mi_page_t *)&_mi_page_empty;
	heap->page_retired_min = MI_BIN_FULL;
	heap->tld = tld;
	tld->heap_backing = tld->heaps = heap;
	tld->segments.stats = tld->os.stats = &tld->stats;
	tld->segments.os = &tld->os;

	uint64_t secret = process_secret();
	memcpy(heap->random.input, &secret, sizeof secret);
	heap->random.input[0] ^= (uintptr_t)heap >> 4;
	heap->keys[0] = _mi_random_next(&heap->random);
	heap->keys[1] = _mi_random_next(&heap->random);
	/* The same in whatever thread is the first. */
	_mi_heap_main.cookie = secret * 0x9e3779b97f4a7c15 | 1;
}

void mi_thread_init(void)
{
	mi_heap_t *heap = &_mi_heap_main;
	mi_tld_t *tld = &main_tld;
	if (mi_tls_slot(MI_TLS_SLOT)) return;
	if (a_swap(&main_taken, 1)) {
		struct thread_heap *new = new_thread_heap();
		if (!new) return;
		heap = &new->heap;
		tld = &new->tld;
	}
	init_heap(heap, tld);
	mi_tls_slot_set(MI_TLS_SLOT, heap);
	heap->thread_id = _mi_thread_id();
}

static mi_heap_t *own_heap(void)
{
	mi_heap_t *heap = mi_tls_slot(MI_TLS_SLOT);
	if (heap) return heap;
	mi_thread_init();
	return mi_tls_slot(MI_TLS_SLOT);
}

bool _mi_is_main_thread(void) { return 1; }
size_t _mi_current_thread_count(void) { return 1; }
void _mi_heap_set_default_direct(mi_heap_t *heap) { mi_tls_slot_set(MI_TLS_SLOT, heap); }

/* What is still in use becomes the next thread's that needs a segment. */
ENTRY void __malloc_thread_exit(void)
{
	mi_heap_t *heap = mi_tls_slot(MI_TLS_SLOT);
	if (!heap) return;
	_mi_heap_collect_abandon(heap);
	mi_tls_slot_set(MI_TLS_SLOT, 0);
	if (heap == &_mi_heap_main) a_store(&main_taken, 0);
	else free_thread_heap(heap);
}

static bool forget_freeing(mi_heap_t *heap, mi_page_queue_t *queue, mi_page_t *page, void *a, void *b)
{
	mi_thread_free_t list = mi_atomic_load_relaxed(&page->xthread_free);
	if (mi_tf_delayed(list) == MI_DELAYED_FREEING)
		mi_atomic_store_relaxed(&page->xthread_free, mi_tf_set_delayed(list, MI_USE_DELAYED_FREE));
	return 1;
}

/* No lock is held here, but the child of a fork must not wait for what threads that it does not
 * have were about to do. Their heaps are not used again. */
ENTRY void __malloc_atfork(int who)
{
	mi_heap_t *heap = mi_tls_slot(MI_TLS_SLOT);
	if (who <= 0) return;
	mi_atomic_store_relaxed(&abandoned_readers, 0);
	if (heap) mi_heap_visit_pages(heap, forget_freeing, 0, 0);
}
