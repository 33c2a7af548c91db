#ifndef GLIBC_PROCESS_H
#define GLIBC_PROCESS_H

/* What musl's own functions ask in a program that was linked against glibc. */
struct glibc_process {
	char *(*error_text)(int), *(*signal_text)(int);
};

/* Null in every other program. */
extern hidden const struct glibc_process *glibc_process;

#endif
