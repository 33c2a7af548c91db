/* What a row of the C library's table does. */
struct work {
	const char *id;                 /* all of the row's name, or what comes before the last _: the amount */
	/* Makes what the row needs, of the amount, empty if there is none: 0, or -1 and errno. */
	int (*prepare)(const char *amount);
	/* Does the operation n times: whether all of them gave what they should. */
	int (*run)(long n);
};

/* Each file's works; the last has no id. */
extern const struct work string_works[], sort_works[], number_works[], stdio_works[], various_works[], math_works[];

/* A random number, the same sequence in each process. */
unsigned long drawn(void);
