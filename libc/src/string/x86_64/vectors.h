#include <stddef.h>
#include <features.h>

/* What is known of this processor's vectors, and whether it has fused multiplication, which
 * the mathematical functions ask. */
struct __vectors { unsigned char known, long_rep, fused; size_t done; };
extern hidden struct __vectors __vectors;

/* Adds up the bytes worked on while it is unknown, and finds out when they are many. */
hidden int __know_vectors(size_t n);
enum { A_CALL = 256 };
