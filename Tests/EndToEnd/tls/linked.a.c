__thread int shared = 1000;
static __thread char pad[33] = "pad";
int *address_in_a(void) { return pad[0] ? &shared : 0; }
