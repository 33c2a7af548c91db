/* Stacks of threads that were joined, for those that come: mapping one, protecting it and its first
 * pages cost as much as the thread. A few of moderate size, so that little is held. */
#include <stdint.h>
#include <sys/mman.h>
#include "pthread_impl.h"
#include "stacks.h"

enum { COUNT = 8, LARGEST = 1 << 20 };
enum { EMPTY, BUSY, FULL };

/* A slot is whose who made it BUSY; in the child of a fork one may stay so. */
static struct slot {
	volatile int state;
	unsigned char *map;
	size_t size, guard;
} slots[COUNT];

void *__take_stack(size_t size, size_t guard)
{
	for (struct slot *s = slots; s < slots + COUNT; s++) {
		if (s->state != FULL || s->size != size || s->guard != guard || a_cas(&s->state, FULL, BUSY) != FULL) continue;
		int same = s->size == size && s->guard == guard;
		void *map = s->map;
		a_store(&s->state, same ? EMPTY : FULL);
		if (same) return map;
	}
	return 0;
}

int __keep_stack(void *map, size_t size, size_t guard)
{
	if (size > LARGEST) return 0;
	for (struct slot *s = slots; s < slots + COUNT; s++) {
		if (s->state != EMPTY || a_cas(&s->state, EMPTY, BUSY) != EMPTY) continue;
		s->map = map;
		s->size = size;
		s->guard = guard;
		a_store(&s->state, FULL);
		return 1;
	}
	return 0;
}

int __drop_stacks(void)
{
	int dropped = 0;
	for (struct slot *s = slots; s < slots + COUNT; s++) {
		if (s->state != FULL || a_cas(&s->state, FULL, BUSY) != FULL) continue;
		__munmap(s->map, s->size);
		a_store(&s->state, EMPTY);
		dropped++;
	}
	return dropped;
}
