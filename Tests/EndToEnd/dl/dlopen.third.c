#include <stdio.h>
__attribute__((constructor(200))) static void in(void) { puts("third: in"); }
int third_value(void) { return 3; }
