#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
__attribute__((constructor)) static void in(void) { puts("second: in"); }
__attribute__((destructor)) static void out(void) { puts("second: out"); }
int which(void) { return 2; }
int ask_which(void) { return which(); }
int second_call(void) { return 2; }
int overridden(void) { return 2; }
int ask_next(void) { int (*f)(const char *) = (int (*)(const char *))dlsym(RTLD_NEXT, "puts"); return f && f("through RTLD_NEXT") >= 0; }
