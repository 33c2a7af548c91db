#ifndef GLIBC_STREAMS_H
#define GLIBC_STREAMS_H

#include <stdio.h>

/* The three streams as the program has them now: it may assign to them. */
extern hidden FILE **glibc_at_stdin, **glibc_at_stdout, **glibc_at_stderr;
#undef stdin
#undef stdout
#undef stderr
#define stdin (*glibc_at_stdin)
#define stdout (*glibc_at_stdout)
#define stderr (*glibc_at_stderr)

#endif
