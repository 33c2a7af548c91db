/* The C library's functions, called with random arguments. The program is built for stock musl
 * and for Apus, and has to say the same there. */
#include <stddef.h>
#include <stdint.h>

struct area {
	const char *name;
	/* One random case: tells what the functions gave by result() and text(). */
	void (*make)(void);
	/* Once before the first, or 0. */
	void (*prepare)(void);
	/* How many cases of it there are for a hundred of others, 0 for as many. */
	int share;
};

/* Each file's areas; the last has no name. */
extern const struct area sort_areas[], number_areas[], text_areas[], math_areas[];

/* Random numbers: any; below n; from the first to the last. */
uint64_t drawn(void);
uint64_t below(uint64_t n);
long between(long first, long last);

/* What is compared. */
void result(const void *bytes, size_t n);
void text(const char *s);
void number(long x);
