/* The tables behind the macros of <ctype.h>: musl's say 0 for bytes that are no ASCII, which programs that
 * translate byte by byte would take for an answer. */
#include <stdint.h>
#include "glibc.h"

#define EACH16(f, n) f(n) f(n+1) f(n+2) f(n+3) f(n+4) f(n+5) f(n+6) f(n+7) f(n+8) f(n+9) f(n+10) f(n+11) f(n+12) f(n+13) f(n+14) f(n+15)
#define EACH128(f, n) EACH16(f, n) EACH16(f, n+16) EACH16(f, n+32) EACH16(f, n+48) EACH16(f, n+64) EACH16(f, n+80) EACH16(f, n+96) EACH16(f, n+112)

/* From -128 to 255; a negative character is the byte that it is stored as, but for EOF. */
#define NEGATIVE(c) (c) == 255 ? -1 : (c),
#define SAME(c) (c),
#define UP(c) (c) >= 'a' && (c) <= 'z' ? (c)-32 : (c),
#define DOWN(c) (c) >= 'A' && (c) <= 'Z' ? (c)+32 : (c),

static const int32_t upper[] = { EACH128(NEGATIVE, 128) EACH128(UP, 0) EACH128(SAME, 128) };
static const int32_t lower[] = { EACH128(NEGATIVE, 128) EACH128(DOWN, 0) EACH128(SAME, 128) };
static const int32_t *const at_upper = upper+128, *const at_lower = lower+128;

const int32_t **GLIBC(__ctype_toupper_loc)(void) { return (const int32_t **)&at_upper; }
const int32_t **GLIBC(__ctype_tolower_loc)(void) { return (const int32_t **)&at_lower; }
