#include "apus_core.h"

/* ChaCha20 (RFC 8439, section 2.3), four blocks at a time: word i of each in one vector.
 *
 * Safety: the rest of the kernel does without SSE, for no other reason than that
 * nothing there needs it; the ABI leaves these registers to any function. */

#define VECTORS __attribute__((target("sse2")))
typedef unsigned vector __attribute__((vector_size(16)));

#define ROTATE(a, n) ((a)<<(n) | (a)>>(32-(n)))
#define QUARTER(a, b, c, d) ( \
	a += b, d ^= a, d = ROTATE(d, 16), \
	c += d, b ^= c, b = ROTATE(b, 12), \
	a += b, d ^= a, d = ROTATE(d, 8), \
	c += d, b ^= c, b = ROTATE(b, 7))

VECTORS void apus_chacha(const unsigned key[8], unsigned counter, const unsigned nonce[3], void *blocks)
{
	static const unsigned constant[4] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
	vector start[16], x[16], *out = blocks;
	int i;
	for (i=0; i<4; i++) start[i] = (vector){} + constant[i];
	for (i=0; i<8; i++) start[4+i] = (vector){} + key[i];
	start[12] = (vector){ counter, counter+1, counter+2, counter+3 };
	for (i=0; i<3; i++) start[13+i] = (vector){} + nonce[i];
	for (i=0; i<16; i++) x[i] = start[i];
	for (i=0; i<10; i++) {
		QUARTER(x[0], x[4], x[8], x[12]);
		QUARTER(x[1], x[5], x[9], x[13]);
		QUARTER(x[2], x[6], x[10], x[14]);
		QUARTER(x[3], x[7], x[11], x[15]);
		QUARTER(x[0], x[5], x[10], x[15]);
		QUARTER(x[1], x[6], x[11], x[12]);
		QUARTER(x[2], x[7], x[8], x[13]);
		QUARTER(x[3], x[4], x[9], x[14]);
	}
	for (i=0; i<16; i++) out[i] = x[i] + start[i];
}
