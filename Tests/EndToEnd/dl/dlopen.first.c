#include <stdio.h>
int first_data = 10;
extern int from_program(void);
__attribute__((constructor)) static void in(void) { puts("first: in"); }
__attribute__((destructor)) static void out(void) { puts("first: out"); }
int first_call(int n) { return first_data + from_program() + n; }
