// futex(2) by number: musl has no header for it.
#include "check.h"

enum {
	FUTEX_WAIT, FUTEX_WAKE, FUTEX_FD, FUTEX_REQUEUE, FUTEX_CMP_REQUEUE, FUTEX_WAKE_OP, FUTEX_LOCK_PI, FUTEX_UNLOCK_PI,
	FUTEX_TRYLOCK_PI, FUTEX_WAIT_BITSET, FUTEX_WAKE_BITSET, FUTEX_PRIVATE = 128, FUTEX_CLOCK_REALTIME = 256,
};
// FUTEX(word, operation, value, time or second count, second word, value3 or bits)
#define FUTEX(...) syscall(SYS_futex, __VA_ARGS__)
