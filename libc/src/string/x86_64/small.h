/* Copies n bytes, at least one and at most W; all is loaded before anything is stored.
 * Safety: the two ends overlap, and nothing but the n bytes is touched. */
ALWAYS void LOCAL(copy_small)(byte *d, const byte *s, size_t n)
{
	if (W > 32 && n >= 32) {
		bytes32 a = *(any32 *)s, b = *(any32 *)(s + n - 32);
		*(any32 *)d = a;
		*(any32 *)(d + n - 32) = b;
	} else if (n >= 16) {
		bytes16 a = *(any16 *)s, b = *(any16 *)(s + n - 16);
		*(any16 *)d = a;
		*(any16 *)(d + n - 16) = b;
	} else if (n >= 8) {
		uint64_t a = *(word8 *)s, b = *(word8 *)(s + n - 8);
		*(word8 *)d = a;
		*(word8 *)(d + n - 8) = b;
	} else if (n >= 4) {
		uint32_t a = *(word4 *)s, b = *(word4 *)(s + n - 4);
		*(word4 *)d = a;
		*(word4 *)(d + n - 4) = b;
	} else if (n > 1) {
		uint16_t a = *(word2 *)s, b = *(word2 *)(s + n - 2);
		*(word2 *)d = a;
		*(word2 *)(d + n - 2) = b;
	} else {
		*d = *s;
	}
}

/* Sets as many to 0. */
ALWAYS void LOCAL(clear_small)(byte *d, size_t n)
{
	byte *e = d + n;
	if (W > 32 && n >= 32) *(any32 *)d = *(any32 *)(e - 32) = (bytes32){0};
	else if (n >= 16) *(any16 *)d = *(any16 *)(e - 16) = (bytes16){0};
	else if (n >= 8) *(word8 *)d = *(word8 *)(e - 8) = 0;
	else if (n >= 4) *(word4 *)d = *(word4 *)(e - 4) = 0;
	else if (n > 1) *(word2 *)d = *(word2 *)(e - 2) = 0;
	else *d = 0;
}
