/* malloc, free and realloc: mimalloc's core with a host layer, heaps of threads and
 * entry points of our own. One unit, compiled as a whole program: all but what is
 * marked ENTRY is local to it, so a static program may have its own mimalloc. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stddef.h>
#include <string.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "pthread_impl.h"
#include "libc.h"
#include "atomic.h"
#include "fork_impl.h"
#include "glue.h"

/* musl gives malloc and its like other names here, and headers that do it for us would
 * come too late. */
#define NDEBUG 1
#define MI_DEBUG 0
#define MI_STAT 0
/* Next pointers in free blocks are encoded, which is what finds most overflows. */
#define MI_ENCODE_FREELIST 1
#define MI_TLS_SLOT (offsetof(struct pthread, heap)/sizeof(void *))

/* The thread pointer is seen as an array at address 0. */
#pragma GCC diagnostic ignored "-Warray-bounds"
#pragma GCC diagnostic ignored "-Wstringop-overflow"

#undef weak
#include "upstream/mimalloc.h"
#include "upstream/mimalloc-internal.h"

#include "options.h"
#include "host.h"
#include "upstream/segment.c"
#include "upstream/page.c"
#include "upstream/heap.c"
#include "upstream/alloc.c"
#include "upstream/alloc-aligned.c"
#include "heaps.h"

/* Sizes are multiples of 16, as are then all addresses. */
static inline size_t rounded(size_t n)
{
	return n ? n+15 & -16 : 16;
}

static __attribute__((__noinline__)) void *malloc_slowly(size_t n)
{
	void *p = 0;
	mi_heap_t *heap = own_heap();
	if (n <= PTRDIFF_MAX && heap) p = _mi_malloc_generic(heap, rounded(n), 0, 0);
	if (!p) errno = ENOMEM;
	return p;
}

static inline int other_segment(const void *p, const void *q)
{
	return ((uintptr_t)p ^ (uintptr_t)q) >= MI_SEGMENT_SIZE;
}

ENTRY void *__libc_malloc_impl(size_t n)
{
	mi_heap_t *heap = mi_tls_slot(MI_TLS_SLOT);
	if (mi_likely(n-1 < MI_SMALL_SIZE_MAX && heap)) {
		mi_page_t *page = heap->pages_free_direct[(n+15)/16*2];
		mi_block_t *block = page->free;
		if (mi_likely(block)) {
			mi_block_t *next = mi_ptr_decode(page, block->next, page->keys);
			if (mi_unlikely(next && other_segment(next, block))) a_crash();
			page->free = next;
			page->used++;
			/* What is not there cannot be taken for a block freed twice. */
			block->next = 0;
			return block;
		}
	}
	return malloc_slowly(n);
}

/* A page is empty. That which is the only one of its size, and has been empty a moment
 * ago, is only told to stay on for a while. */
static inline void retire(mi_page_t *page)
{
	if (page->retire_expire && !page->next && !page->prev && page->xblock_size <= MI_SMALL_OBJ_SIZE_MAX)
		page->retire_expire = 1 + MI_RETIRE_CYCLES;
	else
		_mi_page_retire(page);
}

ENTRY void __libc_free(void *p)
{
	if (mi_unlikely(!p)) return;
	if (mi_unlikely((uintptr_t)p & 15)) a_crash();
	mi_segment_t *segment = _mi_ptr_segment(p);
	mi_block_t *block = p;
	if (mi_likely(segment->thread_id == _mi_thread_id())) {
		mi_page_t *page = _mi_segment_page_of(segment, p);
		/* What can be read as the link of a free block is looked for among those, by mi_free. */
		if (mi_likely(!page->flags.full_aligned
		    && other_segment(mi_ptr_decode(0, block->next, page->keys), p))) {
			mi_block_set_next(page, block, page->local_free);
			page->local_free = block;
			if (mi_unlikely(!--page->used)) retire(page);
			return;
		}
	}
	mi_free(p);
}

/* After malloc, before anything else: is the block zero? */
ENTRY int __malloc_allzerop(void *p)
{
	if (!_mi_ptr_page(p)->is_zero) return 0;
	((mi_block_t *)p)->next = 0;
	return 1;
}

/* Blocks of more than 1 KB lie side by side from the start of a slice. */
static int aligned_anyway(mi_heap_t *heap, size_t align, size_t n)
{
	if (n <= 1024 || align > MI_SEGMENT_SLICE_SIZE) return 0;
	return n > MI_MEDIUM_OBJ_SIZE_MAX || !(heap->pages[_mi_bin(n)].block_size & align-1);
}

ENTRY void *__malloc_aligned(size_t align, size_t n)
{
	void *p = 0;
	mi_heap_t *heap = own_heap();
	size_t whole = n + align-1 & -align;
	if (heap && n <= PTRDIFF_MAX - align)
		p = aligned_anyway(heap, align, whole) ? _mi_malloc_generic(heap, whole, 0, 0)
			: mi_heap_malloc_aligned_at(heap, rounded(n), align, 0);
	if (!p) errno = ENOMEM;
	return p;
}

ENTRY size_t __malloc_usable(void *p)
{
	return mi_usable_size(p);
}

/* A block with a segment of its own is moved by moving its pages: null if that cannot be done. */
static void *move_huge(void *p, size_t n)
{
	mi_segment_t *segment = _mi_ptr_segment(p);
	mi_page_t *page = _mi_segment_page_of(segment, p);
	if (segment->kind != MI_SEGMENT_HUGE || segment->thread_id != _mi_thread_id()
	    || segment->mem_align_offset || mi_page_has_aligned(page) || n <= MI_LARGE_OBJ_SIZE_MAX)
		return 0;
	mi_heap_t *heap = mi_page_heap(page);
	size_t old = mi_segment_size(segment), info = mi_segment_info_size(segment);
	size_t new = _mi_align_up(info + n, MI_SEGMENT_SLICE_SIZE);
	/* What grows once will grow again. */
	size_t ample = new > old && n < PTRDIFF_MAX/2 ? _mi_align_up(new + n/4, MI_SEGMENT_SLICE_SIZE) : new;

	mi_page_queue_remove(mi_page_queue_of(page), page);
	/* It may have been abandoned once, and somebody may still look at its link. */
	_mi_abandoned_await_readers();
	mi_segment_t *moved = host_resize(segment, old, ample);
	if (moved) new = ample;
	else if (ample > new) moved = host_resize(segment, old, new);
	if (moved) {
		segment = moved;
		segment->segment_slices = new/MI_SEGMENT_SLICE_SIZE;
		segment->slice_entries = MI_SLICES_PER_SEGMENT < segment->segment_slices
			? MI_SLICES_PER_SEGMENT : segment->segment_slices;
		segment->cookie = _mi_ptr_cookie(segment);
		segment->slices[segment->segment_info_slices].xblock_size = 1;
		page = mi_segment_span_allocate(segment, segment->segment_info_slices,
			(new-info)/MI_SEGMENT_SLICE_SIZE, &heap->tld->segments);
		segment->used--;
		p = (char *)segment + info;
	}
	mi_page_queue_push(heap, mi_page_queue(heap, MI_HUGE_BLOCK_SIZE), page);
	return moved ? p : 0;
}

ENTRY void *__libc_realloc(void *p, size_t n)
{
	if (!p) return __libc_malloc_impl(n);
	if (n > PTRDIFF_MAX) {
		errno = ENOMEM;
		return 0;
	}
	if ((uintptr_t)p & 15) a_crash();
	size_t size = mi_usable_size(p), want = rounded(n);
	if (want <= size && want >= size/2) return p;
	void *new = size > MI_LARGE_OBJ_SIZE_MAX ? move_huge(p, n) : 0;
	if (new) return new;
	if (!(new = __libc_malloc_impl(n))) return want <= size ? p : 0;
	memcpy(new, p, want < size ? want : size);
	mi_free(p);
	return new;
}

/* The loader has fragments of pages to give away, which are no use to pages of one size. */
void __malloc_donate(char *, char *);
ENTRY void __malloc_donate(char *start, char *end)
{
}
