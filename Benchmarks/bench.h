#include <stddef.h>

enum kind { ANSWERED, PASSED, OTHER };
enum { GLIBC, STOCK, APUS, CAUGHT, VARIANTS, MOST_ROUNDS = 1001 };
enum section { IN_CALLS, IN_OBJECTS, IN_APPS, IN_LIBC, IN_PROGRAMS, SECTIONS };

struct row {
	const char *id, *what;
	enum kind kind;
	double least;           /* times as fast as the reference; 0: for information */
	int cpus;
	enum section section;
	int wanted;
};

/* A cell of the table: what each round measured, and what that comes to. */
struct cell {
	double *times;
	char missing[160];
	double median, low, high;               /* ns; low and high are quartiles */
	double ratio, ratio_low, ratio_high;    /* to the section's reference, round by round; 95 % interval of the median */
};

struct run {
	int rounds, slice, cpu, second;         /* CPUs: -1 for those of the host's choice */
	unsigned long seed;
	double seconds;
};

extern struct row rows[];
extern const size_t row_count;
extern const char *const variant_names[VARIANTS], *const variant_ids[VARIANTS], *const section_ids[SECTIONS];
extern struct cell (*cells)[VARIANTS];

/* Whether a section has such a column at all. */
int has_column(enum section section, int variant);

/* The column that the ratios of a section are to. */
int reference(enum section section);

/* Whether any of a section's rows is wanted. */
int has_rows(enum section section);

/* Interquartile range as a part of the median, in percent. */
double spread(const struct cell *cell);

/* What this machine is: the processor, the clock, what its returns cost. */
const char *cpu_name(void), *clock_name(void), *return_mitigation(void);

__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);
void summarise(const struct run *run);
void print_table(const struct run *run);
int write_json(const struct run *run, const char *path);
int check_table(void);
