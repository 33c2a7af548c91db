/* argp: reads arguments for a parser and its children, by getopt_long. */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <libintl.h>
#include <unistd.h>
#include "data.h"
#include "streams.h"
#include "argp.h"

GLIBC_DATA(const char *, argp_program_version, 0)
GLIBC_DATA(argp_version_hook_fn, argp_program_version_hook, 0)
GLIBC_DATA(const char *, argp_program_bug_address, 0)
GLIBC_DATA(int, argp_err_exit_status, 64)

int glibc_getopt_long(int, char *const *, const char *, const struct option *, int *);
int glibc_getopt_long_only(int, char *const *, const char *, const struct option *, int *);
void glibc_argp_state_help(const struct argp_state *, FILE *, unsigned);
void glibc_argp_error(const struct argp_state *, const char *, ...);

enum { UNKNOWN = 7 /* E2BIG */, KEY_HELP = '?', KEY_VERSION = 'V', KEY_USAGE = -3, KEY_PROGRAM_NAME = -2, KEY_HANG = -1 };

struct group {
	const struct argp *argp;
	int parent, child_index;
	void *input, *hook, **child_inputs;
	unsigned args_processed;
};

/* What getopt_long gives for an option is its place in this list, above all characters. */
enum { FIRST_LONG = 0x10000 };
struct known { int group; const struct argp_option *option; };

struct argp_parser {
	struct argp_state state;
	struct group *groups;
	int ngroups, nknown;
	struct known *known, by_character[256];
	struct option *longs;
	char *shorts;
};

static int parse_default(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case KEY_HELP:
		glibc_argp_state_help(state, state->out_stream, STD_HELP);
		return 0;
	case KEY_USAGE:
		glibc_argp_state_help(state, state->out_stream, USAGE|EXIT_OK);
		return 0;
	case KEY_PROGRAM_NAME:
		program_invocation_name = arg;
		program_invocation_short_name = strrchr(arg, '/') ? strrchr(arg, '/')+1 : arg;
		state->name = program_invocation_short_name;
		return 0;
	case KEY_HANG:
		for (int left = arg ? atoi(arg) : 3600; left > 0; left--) sleep(1);
		return 0;
	}
	return UNKNOWN;
}

static const struct argp_option default_options[] = {
	{ "help", KEY_HELP, 0, 0, "Give this help list", -1 },
	{ "usage", KEY_USAGE, 0, 0, "Give a short usage message", 0 },
	{ "program-name", KEY_PROGRAM_NAME, "NAME", OPTION_HIDDEN, "Set the program name", 0 },
	{ "HANG", KEY_HANG, "SECS", OPTION_ARG_OPTIONAL|OPTION_HIDDEN, "Hang for SECS seconds (default 3600)", 0 },
	{ 0 },
};
static const struct argp default_argp = { default_options, parse_default, 0, 0, 0, 0, "libc" };

static int parse_version(int key, char *arg, struct argp_state *state)
{
	if (key != KEY_VERSION) return UNKNOWN;
	argp_version_hook_fn hook = *glibc_at(argp_program_version_hook);
	const char *version = *glibc_at(argp_program_version);
	if (hook) hook(state->out_stream, state);
	else if (version) fprintf(state->out_stream, "%s\n", version);
	else glibc_argp_error(state, "%s", "(PROGRAM ERROR) No version known!?");
	if (!(state->flags & NO_EXIT)) exit(0);
	return 0;
}

static const struct argp_option version_options[] = {
	{ "version", KEY_VERSION, 0, 0, "Print program version", -1 },
	{ 0 },
};
static const struct argp version_argp = { version_options, parse_version, 0, 0, 0, 0, "libc" };

static int is_end(const struct argp_option *o) { return !o->key && !o->name && !o->doc && !o->group; }
static int is_short(const struct argp_option *o) { return !(o->flags & OPTION_DOC) && o->key > 0 && o->key < 256 && o->key > ' '; }

static int count_groups(const struct argp *a)
{
	int n = 1;
	const struct argp_child *c;
	for (c=a->children; c && c->argp; c++) n += count_groups(c->argp);
	return n;
}

static int count_options(const struct argp *a)
{
	int n = 0;
	const struct argp_option *o;
	const struct argp_child *c;
	for (o=a->options; o && !is_end(o); o++) n++;
	for (c=a->children; c && c->argp; c++) n += count_options(c->argp);
	return n;
}

static void add_group(struct argp_parser *p, const struct argp *a, int parent, int child_index)
{
	int me = p->ngroups++, i, nchildren = 0;
	const struct argp_option *o, *real = 0;
	const struct argp_child *c;
	for (c=a->children; c && c->argp; c++) nchildren++;
	p->groups[me] = (struct group){ a, parent, child_index };
	p->groups[me].child_inputs = calloc(nchildren+1, sizeof(void *));
	for (o=a->options; o && !is_end(o); o++) {
		if (!(o->flags & OPTION_ALIAS)) real = o;
		if (!real || o->flags & OPTION_DOC) continue;
		if (is_short(o) && !p->by_character[o->key].option) {
			char one[4] = { o->key, real->arg ? ':' : 0, real->arg && real->flags & OPTION_ARG_OPTIONAL ? ':' : 0, 0 };
			strcat(p->shorts, one);
			p->by_character[o->key] = (struct known){ me, real };
		}
		if (!o->name) continue;
		for (i=0; i<p->nknown && strcmp(p->longs[i].name, o->name); i++);
		if (i < p->nknown) continue;
		p->longs[i] = (struct option){ o->name,
			!real->arg ? no_argument : real->flags & OPTION_ARG_OPTIONAL ? optional_argument : required_argument, 0, FIRST_LONG+i };
		/* The key is the alias's own, if it has one. */
		p->known[i] = (struct known){ me, o->key ? o : real };
		p->nknown++;
	}
	for (c=a->children, i=0; c && c->argp; c++, i++) add_group(p, c->argp, me, i);
}

static int call(struct argp_parser *p, int group, int key, char *arg)
{
	struct group *g = p->groups + group;
	int e;
	if (!g->argp->parser) return UNKNOWN;
	p->state.hook = g->hook;
	p->state.input = g->input;
	p->state.child_inputs = g->child_inputs;
	p->state.arg_num = g->args_processed;
	e = g->argp->parser(key, arg, &p->state);
	g->hook = p->state.hook;
	return e;
}

/* A parser's children see what they are given when the parser itself has been asked. */
static int call_init(struct argp_parser *p)
{
	int i, e;
	for (i=0; i<p->ngroups; i++) {
		struct group *g = p->groups + i;
		if (g->parent >= 0) g->input = p->groups[g->parent].child_inputs[g->child_index];
		if (!g->argp->parser && g->argp->children && g->argp->children->argp) g->child_inputs[0] = g->input;
		e = call(p, i, KEY_INIT, 0);
		if (e && e != UNKNOWN) return e;
	}
	return 0;
}

static int parse_operand(struct argp_parser *p, char *arg)
{
	int next = --p->state.next, e = UNKNOWN, i, key = KEY_ARG;
	for (i=0; i<p->ngroups && e == UNKNOWN; i++) {
		p->state.next++;
		key = KEY_ARG;
		e = call(p, i, KEY_ARG, arg);
		if (e == UNKNOWN) {
			p->state.next = next;
			key = KEY_ARGS;
			e = call(p, i, KEY_ARGS, 0);
		}
		if (e == UNKNOWN) p->state.next = next;
	}
	if (e) return e;
	if (key == KEY_ARGS) p->state.next = p->state.next == next ? p->state.argc : p->state.next;
	p->groups[i-1].args_processed += p->state.next - next;
	return 0;
}

static int parse_option(struct argp_parser *p, int c)
{
	struct known *k = c >= FIRST_LONG ? p->known + c-FIRST_LONG : p->by_character + (unsigned char)c;
	int e = k->option ? call(p, k->group, c >= FIRST_LONG ? k->option->key : c, optarg) : UNKNOWN;
	if (e == UNKNOWN)
		glibc_argp_error(&p->state, "-%s%s: %s", c >= FIRST_LONG ? "-" : "",
			c >= FIRST_LONG ? p->longs[c-FIRST_LONG].name : (char[]){ c, 0 },
			"(PROGRAM ERROR) Option should have been recognized!?");
	return e;
}

static int parse_all(struct argp_parser *p, int *has_operands)
{
	struct argp_state *s = &p->state;
	int e = 0, c, at_end = 0;
	opterr = !(s->flags & NO_ERRS);
	optind = 0;
	while (!e) {
		if (!at_end && !s->quoted) {
			/* -? is an option, and what getopt returns for an error: that sets optopt. */
			optopt = -1;
			c = (s->flags & LONG_ONLY ? glibc_getopt_long_only : glibc_getopt_long)(s->argc, s->argv, p->shorts, p->longs, 0);
			s->next = optind;
			if (c == -1) {
				at_end = 1;
				if (s->next > 1 && !strcmp(s->argv[s->next-1], "--")) s->quoted = s->next;
				continue;
			}
			if (c == '?' && optopt != -1) {
				glibc_argp_state_help(s, s->err_stream, SEE|EXIT_ERR);
				return EINVAL;
			}
			if (c == 1) {
				*has_operands = 1;
				e = s->flags & NO_ARGS ? UNKNOWN : parse_operand(p, optarg);
			} else {
				e = parse_option(p, c);
			}
			optind = s->next;
			continue;
		}
		if (s->next >= s->argc || s->flags & NO_ARGS) break;
		*has_operands = 1;
		s->next++;
		e = parse_operand(p, s->argv[s->next-1]);
	}
	return e;
}

static int finish(struct argp_parser *p, int e, int has_operands, int *end)
{
	int i;
	if (e == UNKNOWN) e = 0;
	if (!e && p->state.next < p->state.argc && !end) {
		if (!(p->state.flags & NO_ERRS)) glibc_argp_error(&p->state, "%s", "Too many arguments");
		e = EINVAL;
	}
	if (!e && p->state.next >= p->state.argc) {
		for (i=0; i<p->ngroups && (!e || e == UNKNOWN); i++)
			if (!has_operands) e = call(p, i, KEY_NO_ARGS, 0);
		for (i=p->ngroups-1; i>=0 && (!e || e == UNKNOWN); i--) e = call(p, i, KEY_END, 0);
		if (e == UNKNOWN) e = 0;
	}
	if (end) *end = p->state.next;
	if (e) {
		glibc_argp_state_help(&p->state, p->state.err_stream, SEE|EXIT_ERR);
		for (i=0; i<p->ngroups; i++) call(p, i, KEY_ERROR, 0);
	} else {
		for (i=p->ngroups-1; i>=0 && (!e || e == UNKNOWN); i--) e = call(p, i, KEY_SUCCESS, 0);
		if (e == UNKNOWN) e = 0;
	}
	for (i=p->ngroups-1; i>=0; i--) call(p, i, KEY_FINI, 0);
	return e == UNKNOWN ? EINVAL : e;
}

int GLIBC(argp_parse)(const struct argp *argp, int argc, char **argv, unsigned flags, int *end, void *input)
{
	struct argp_child children[4] = { { 0 } };
	struct argp top = { .children = children };
	struct argp_parser p = { 0 };
	int e, i, n = 0, has_operands = 0;
	if (!(flags & NO_HELP)) {
		if (argp) children[n++].argp = argp;
		children[n++].argp = &default_argp;
		if (*glibc_at(argp_program_version) || *glibc_at(argp_program_version_hook)) children[n++].argp = &version_argp;
		argp = &top;
	}
	n = count_options(argp);
	p.groups = calloc(count_groups(argp), sizeof *p.groups);
	p.known = calloc(n+1, sizeof *p.known);
	p.longs = calloc(n+1, sizeof *p.longs);
	p.shorts = calloc(3*n+2, 1);
	if (!p.groups || !p.known || !p.longs || !p.shorts) {
		e = ENOMEM;
		goto out;
	}
	if (flags & IN_ORDER) strcpy(p.shorts, "-");
	else if (flags & NO_ARGS) strcpy(p.shorts, "+");
	add_group(&p, argp, -1, 0);
	p.groups[0].input = input;
	p.state = (struct argp_state){ argp, argc, argv, flags & PARSE_ARGV0 ? 0 : 1, flags,
		.err_stream = stderr, .out_stream = stdout, .pstate = &p,
		.name = argc > 0 && argv[0] ? (strrchr(argv[0], '/') ? strrchr(argv[0], '/')+1 : argv[0]) : program_invocation_short_name };
	if (!(e = call_init(&p))) {
		e = parse_all(&p, &has_operands);
		e = finish(&p, e, has_operands, end);
	}
	for (i=0; i<p.ngroups; i++) free(p.groups[i].child_inputs);
out:
	free(p.groups);
	free(p.known);
	free(p.longs);
	free(p.shorts);
	return e;
}

void *glibc_argp_input(const struct argp *a, const struct argp_state *state)
{
	int i;
	if (state && state->pstate) for (i=0; i<state->pstate->ngroups; i++)
		if (state->pstate->groups[i].argp == a) return state->pstate->groups[i].input;
	return 0;
}
GLIBC_ALIAS(_argp_input, glibc_argp_input)

const char *glibc_argp_text(const struct argp *a, const char *s)
{
	return s && *s ? dgettext(a->domain, s) : s;
}

/* Messages. */

void GLIBC(argp_state_help)(const struct argp_state *state, FILE *f, unsigned flags)
{
	if ((state && state->flags & NO_ERRS) || !f) return;
	if (state && state->flags & LONG_ONLY) flags |= HELP_LONG_ONLY;
	glibc_argp_write_help(state ? state->root_argp : 0, state, f, flags, state ? state->name : program_invocation_short_name);
	if (state && state->flags & NO_EXIT) return;
	if (flags & EXIT_ERR) exit(*glibc_at(argp_err_exit_status));
	if (flags & EXIT_OK) exit(0);
}

void GLIBC(argp_usage)(const struct argp_state *state)
{
	glibc_argp_state_help(state, stderr, STD_USAGE);
}

void GLIBC(argp_help)(const struct argp *argp, FILE *f, unsigned flags, char *name)
{
	glibc_argp_write_help(argp, 0, f, flags, name);
}

void GLIBC(argp_error)(const struct argp_state *state, const char *format, ...)
{
	va_list ap;
	FILE *f = state ? state->err_stream : stderr;
	if ((state && state->flags & NO_ERRS) || !f) return;
	va_start(ap, format);
	fprintf(f, "%s: ", state ? state->name : program_invocation_short_name);
	vfprintf(f, format, ap);
	putc('\n', f);
	va_end(ap);
	glibc_argp_state_help(state, f, SEE|EXIT_ERR);
}

void GLIBC(argp_failure)(const struct argp_state *state, int status, int code, const char *format, ...)
{
	va_list ap;
	FILE *f = state ? state->err_stream : stderr;
	if ((state && state->flags & NO_ERRS) || !f) return;
	fputs(state ? state->name : program_invocation_short_name, f);
	if (format) {
		fputs(": ", f);
		va_start(ap, format);
		vfprintf(f, format, ap);
		va_end(ap);
	}
	if (code) fprintf(f, ": %s", strerror(code));
	putc('\n', f);
	if (status && !(state && state->flags & NO_EXIT)) exit(status);
}
