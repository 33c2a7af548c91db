#ifndef GLIBC_DATA_H
#define GLIBC_DATA_H

#include <stddef.h>
#include <features.h>
#include "glibc.h"

/* A variable of glibc's interface. A program may have its own copy of it, or define it
 * itself: the loader looks for that before the program starts (data.c), and this layer
 * goes by glibc_at(NAME). */
#define GLIBC_DATA(type, name, value) \
	type GLIBC(name) = value; \
	type *glibc_at_##name = &glibc_##name;
#define glibc_at(name) glibc_at_##name

struct glibc_variable { const char *name; void **at; };
extern hidden const struct glibc_variable glibc_variables[];

typedef void (*print_progname_fn)(void);
typedef void (*failed_handler_fn)(void);

#endif
