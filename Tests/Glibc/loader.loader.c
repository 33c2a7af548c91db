#include <stdlib.h>
int constructed_with;
__attribute__((constructor)) static void construct(int argc, char **argv, char **envp) { constructed_with = argc; }
int plain(void) { return 3; }
static int one(void) { return abs(-41); }
static int (*choose(void))(void) { return one; }
int chosen(void) __attribute__((ifunc("choose")));
int (*chosen_pointer)(void) = chosen;
__attribute__((symver("versioned@V1"))) int versioned_1(void) { return 1; }
__attribute__((symver("versioned@@V2"))) int versioned_2(void) { return 2; }
