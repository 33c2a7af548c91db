#include "libc.h"

/* Whether no other thread is there, so that nothing private to the process need be atomic: they are
 * counted before they are made, and no longer when all that is left to them is to vanish. Signal
 * handlers are no threads: what they may call must not ask. */
static inline int alone(void) { return !libc.threads_minus_1; }
