#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

char **from_library(void) { return environ; }
const char *name_in_library(void) { return program_invocation_short_name; }
int optind_in_library(void) { return optind; }
void print_in_library(const char *s) { fputs(s, stdout); }
