/* ldflags: -Wl,--unresolved-symbols=ignore-all */
extern void no_such_function(void);
extern void no_such_weak(void) __attribute__((weak));
void library(void) { if (!no_such_weak) no_such_function(); }
