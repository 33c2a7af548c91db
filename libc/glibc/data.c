#include "data.h"

/* All variables made with GLIBC_DATA, by name and with the pointer to the one in use. */
#define FOR_EACH_VARIABLE(V) \
	V(error_message_count) V(error_one_per_line) V(error_print_progname) \
	V(obstack_alloc_failed_handler) V(obstack_exit_failure) \
	V(stdin) V(stdout) V(stderr) \
	V(argp_program_version) V(argp_program_version_hook) V(argp_program_bug_address) V(argp_err_exit_status)

#define DECLARE(name) extern hidden char *glibc_at_##name;
FOR_EACH_VARIABLE(DECLARE)

#define ROW(name) { #name, (void **)&glibc_at_##name },
const struct glibc_variable glibc_variables[] = { FOR_EACH_VARIABLE(ROW) { 0, 0 } };
