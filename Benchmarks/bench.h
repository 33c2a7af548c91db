#include <stddef.h>

enum kind { ANSWERED, PASSED, OTHER };
enum { GLIBC, STOCK, APUS, CAUGHT, VARIANTS, MOST_ROUNDS = 1001 };

struct row { const char *id, *what; enum kind kind; int wanted; };

/* A cell of the table: what each round measured, and what that comes to. */
struct cell {
	double *times;
	char missing[160];
	double median, low, high;               /* ns; low and high are quartiles */
	double ratio, ratio_low, ratio_high;    /* to stock musl, round by round; 95 % interval of the median */
};

struct run {
	int rounds, slice, cpu;
	unsigned long seed;
	double seconds;
};

extern struct row rows[];
extern const size_t row_count;
extern const char *const variant_names[VARIANTS], *const variant_ids[VARIANTS];
extern struct cell (*cells)[VARIANTS];

__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);
void summarise(const struct run *run);
void print_table(const struct run *run);
int write_json(const struct run *run, const char *path);
int check_table(void);
