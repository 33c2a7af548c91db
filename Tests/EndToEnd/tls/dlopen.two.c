static __thread struct { char c[300]; } __attribute__((aligned(256))) big = { "initial" };
static __thread int counter = 200;
int add_two(int n) { return big.c[0] == 'i' ? counter += n : -1; }
char *where(void) { return big.c; }
