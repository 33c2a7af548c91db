extern __thread int shared;
static __thread long own[20] = { 1, 2, 3 };
int *address_in_b(void) { return &shared; }
int sum_b(void) { own[0]++; return shared + own[0] + own[1] + own[2] + own[19]; }
