/* Parts of printf. */
#include <stdint.h>

enum { FMT_DOUBLE_SIZE = 64 };

/* The digits of x before end, none of 0: where they begin. */
hidden char *__fmt_u(uintmax_t x, char *end);

/* The text of y, positive and finite, for the conversions e, f, g and their capitals, with p digits or 6
 * if p is negative: its length, or -1 if it is not certain or has too many digits. */
hidden int __fmt_double(char *s, double y, int p, int alternate, int t);

/* The text of y for the conversions a and A, without 0x: its length. */
hidden int __fmt_hex(char *s, double y, int alternate, int t);
