#ifndef TEXTS_H
#define TEXTS_H

#include <features.h>
#include <stdio.h>
#include <locale.h>
#include "glibc.h"

#include "glibc_process.h"

extern hidden const struct glibc_process glibc_ways;

hidden _Noreturn void glibc_end_thread(void *);
hidden void glibc_run_destructors(void);
hidden void glibc_begin_stdio(void);
hidden void glibc_first_write(FILE *);
hidden char *glibc_langinfo(int, locale_t);

#endif
