#include <stddef.h>
#include <sys/types.h>

/* What a row of the objects' table does. */
struct work {
	/* Makes what the row needs: 0, or -1 and errno. */
	int (*prepare)(const struct work *);
	/* Does the operation n times: whether all of them gave what they should. */
	int (*run)(long n);
	/* Before and after the timing: whether the bytes are right and none is left over. */
	int (*verify)(void);
	/* Instead of run, where threads work on their own: nanoseconds of one operation, 0 if one went wrong. */
	double (*rate)(long slice);
	/* Nanoseconds of a batch, 0 for the usual 200,000. */
	double batch;
	/* What makes it differ from other rows with the same functions. */
	int number;
};

/* The folder this program is in. */
extern char here[];

/* Ends the process: this machine cannot do that. */
__attribute__((noreturn)) void skip(const char *why);

/* Ends the process unless it may use two CPUs. */
void need_two(void);

/* Puts the calling thread on the n-th of the CPUs that the process started with. */
int stay_on(int n);

/* Bytes that differ from place to place and from call to call. */
void fill(void *bytes, size_t size);

/* Whether nothing can be read from FD now. */
int is_empty(int fd);
