/* cflags: -ftls-model=initial-exec */
static __thread int counter = 40;
int late(int n) { return counter += n; }
