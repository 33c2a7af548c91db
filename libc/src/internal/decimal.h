/* Decimal numbers to binary ones and back, where 128 bits suffice to be sure of the rounding.
 * The functions answer for rounding to nearest alone, and fail where they are not sure. */
#include <stdint.h>

/* w * 10^q as a binary number of so many bits (53 or 24): whether it is certain and neither too
 * large nor too small for a normal one. w is not 0. more: w has further digits, less than one. */
hidden int __decimal_to_binary(uint64_t w, int q, int more, int bits, double *y);

/* The number y, positive, finite and not 0, as so many decimal digits, 19 at most: digits * 10^exponent. */
hidden int __binary_to_digits(double y, int count, uint64_t *digits, int *exponent);

/* y * 10^places as an integer, if that has 19 digits at most. */
hidden int __binary_to_fixed(double y, int places, uint64_t *digits);
