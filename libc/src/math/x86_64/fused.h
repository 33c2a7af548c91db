/* Functions that are compiled twice from musl's source: once with fused multiplication and addition,
 * which saves time and a rounding. */
#include "../../string/x86_64/vectors.h"

/* Whether this processor has it; no for the first calls, as with vectors. */
static inline int fused(void)
{
	return __vectors.fused || (__builtin_expect(!__vectors.known, 0) && __know_vectors(A_CALL) && __vectors.fused);
}
