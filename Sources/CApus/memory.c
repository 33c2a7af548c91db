#ifdef APUS_FREESTANDING

/* What compilers call for by themselves. The kernel has its own, local to it: in
 * a static program the name may be the program's function, which may count on a
 * thread pointer that boot does not have yet.
 *
 * Safety: as their namesakes; the string instructions touch the named bytes only. */

void *memcpy(void *to, const void *from, unsigned long n)
{
	void *p = to;
	__asm__ volatile ("rep movsb" : "+D"(p), "+S"(from), "+c"(n) : : "memory");
	return to;
}

void *memmove(void *to, const void *from, unsigned long n)
{
	if ((unsigned long)to - (unsigned long)from >= n) return memcpy(to, from, n);
	char *p = (char *)to + n - 1;
	const char *q = (const char *)from + n - 1;
	__asm__ volatile ("std; rep movsb; cld" : "+D"(p), "+S"(q), "+c"(n) : : "memory");
	return to;
}

void *memset(void *to, int c, unsigned long n)
{
	void *p = to;
	__asm__ volatile ("rep stosb" : "+D"(p), "+c"(n) : "a"(c) : "memory");
	return to;
}

unsigned long strlen(const char *s)
{
	const char *p = s;
	for (; *p; p++) __asm__ volatile ("" : : : "memory");
	return p - s;
}

#endif
