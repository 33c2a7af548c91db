#ifndef ARGP_H
#define ARGP_H

/* <argp.h> of glibc, as far as this layer needs it. */

#include <stdio.h>
#include <features.h>

struct argp_state;
typedef int (*argp_parser_t)(int key, char *arg, struct argp_state *);

struct argp_option {
	const char *name;
	int key;
	const char *arg;
	int flags;
	const char *doc;
	int group;
};

struct argp_child {
	const struct argp *argp;
	int flags;
	const char *header;
	int group;
};

struct argp {
	const struct argp_option *options;
	argp_parser_t parser;
	const char *args_doc, *doc;
	const struct argp_child *children;
	char *(*help_filter)(int key, const char *text, void *input);
	const char *domain;
};

struct argp_state {
	const struct argp *root_argp;
	int argc;
	char **argv;
	int next;
	unsigned flags, arg_num;
	int quoted;
	void *input, **child_inputs, *hook;
	char *name;
	FILE *err_stream, *out_stream;
	struct argp_parser *pstate;
};
_Static_assert(sizeof(struct argp_option) == 48 && sizeof(struct argp) == 56 && sizeof(struct argp_state) == 96, "glibc's layout");

enum { OPTION_ARG_OPTIONAL = 1, OPTION_HIDDEN = 2, OPTION_ALIAS = 4, OPTION_DOC = 8, OPTION_NO_USAGE = 0x10 };
enum { PARSE_ARGV0 = 1, NO_ERRS = 2, NO_ARGS = 4, IN_ORDER = 8, NO_HELP = 0x10, NO_EXIT = 0x20, LONG_ONLY = 0x40 };
enum { KEY_ARG = 0, KEY_END = 0x1000001, KEY_NO_ARGS, KEY_INIT, KEY_SUCCESS, KEY_ERROR, KEY_ARGS, KEY_FINI };
enum { HELP_PRE_DOC = 0x2000001, HELP_POST_DOC, HELP_HEADER, HELP_EXTRA, HELP_DUP_ARGS_NOTE, HELP_ARGS_DOC };
enum {
	USAGE = 1, SHORT_USAGE = 2, SEE = 4, LONG = 8, PRE_DOC = 0x10, POST_DOC = 0x20, BUG_ADDR = 0x40,
	HELP_LONG_ONLY = 0x80, EXIT_ERR = 0x100, EXIT_OK = 0x200,
	STD_USAGE = SHORT_USAGE|SEE|EXIT_ERR, STD_HELP = SHORT_USAGE|LONG|EXIT_OK|PRE_DOC|POST_DOC|BUG_ADDR,
};

typedef void (*argp_version_hook_fn)(FILE *, struct argp_state *);

hidden void glibc_argp_write_help(const struct argp *, const struct argp_state *, FILE *, unsigned flags, const char *name);
hidden const char *glibc_argp_text(const struct argp *, const char *);
/* The input that the parser of one of the root's descendants was given. */
hidden void *glibc_argp_input(const struct argp *, const struct argp_state *);

#endif
