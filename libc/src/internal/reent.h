#ifndef REENT_H
#define REENT_H

#include <stddef.h>

/* The head of newlib's struct _reent (x86-64, not _REENT_SMALL), as objects
 * built for newlib know it; what follows is private to newlib's own functions. */
struct __reent {
	int errno_val;
	void *in, *out, *err;
	int inc;
	char emergency[25];
	int current_category;
	const char *current_locale;
	int sdidinit;
	void (*cleanup)(struct __reent *);
	char rest[512-96];
};

#endif
