/* Nanoseconds of something that does not go backwards. */
double now(void);

/* The median of N numbers; sorts them. */
double median(double *values, long n);

/* Nanoseconds of one operation: the median of batches of about BATCH ns each,
 * at least seven (three if one takes 50 ms), in about SLICE us. make(n) does n operations, or exits. */
double measure(void (*make)(long n), double batch, long slice);
