/* What a row of the C library's table does. */
struct work {
	const char *id;                 /* up to the last _, if what follows it is an amount */
	/* Makes what the row needs, of the amount: 0, or -1 and errno. */
	int (*prepare)(const char *amount);
	/* Does the operation n times: whether all of them gave what they should. */
	int (*run)(long n);
};

/* Each file's works; the last has no id. */
extern const struct work string_works[];
