/* getopt as GNU programs know it: operands may come before options, and are moved
 * behind them; the messages are those that users of such programs see. */
#define _GNU_SOURCE
#include <unistd.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "glibc.h"
#include "streams.h"

enum order { MOVE, STOP, RETURN };

static enum order order;
static char *rest; /* of the group of short options that is being read */
static int first, last; /* argv[first..last) are operands that were passed over */
static int is_initialized;

/* Swaps the operands in [first, last) with the options in [last, optind). */
static void move_operands(char **argv)
{
	int i, n = last-first;
	for (; last < optind; last++, first++) {
		char *option = argv[last];
		for (i=last; i > last-n; i--) argv[i] = argv[i-1];
		argv[last-n] = option;
	}
}

static void begin(const char *options)
{
	if (!optind) optind = 1;
	first = last = optind;
	rest = 0;
	is_initialized = 1;
	order = *options == '-' ? RETURN : *options == '+' || getenv("POSIXLY_CORRECT") ? STOP : MOVE;
}

static int is_option(const char *s)
{
	return s[0] == '-' && s[1];
}

/* The long option that NAME, L bytes long, means: -1 if none, -2 if it may be several. */
static int find_long(const char *name, size_t l, const struct option *longs, int exact_only)
{
	int i, found = -1;
	for (i=0; longs[i].name; i++) {
		if (strncmp(longs[i].name, name, l)) continue;
		if (!longs[i].name[l]) return i;
		if (exact_only || found == -2) continue;
		if (found < 0) found = i;
		else if (longs[i].has_arg != longs[found].has_arg || longs[i].flag != longs[found].flag
		    || longs[i].val != longs[found].val) found = -2;
	}
	return found;
}

static void tell_ambiguous(char **argv, const char *name, size_t l, const char *dashes, const struct option *longs)
{
	flockfile(stderr);
	fprintf(stderr, "%s: option '%s%s' is ambiguous; possibilities:", argv[0], dashes, name);
	for (; longs->name; longs++)
		if (!strncmp(longs->name, name, l)) fprintf(stderr, " '%s%s'", dashes, longs->name);
	fprintf(stderr, "\n");
	funlockfile(stderr);
}

/* Reads the long option at REST; -1 if it is rather a short one. */
static int read_long(int argc, char **argv, const char *shorts, const struct option *longs,
	int *index, int only, int loud, const char *dashes)
{
	char *name = rest;
	size_t l = strcspn(name, "=");
	int i = find_long(name, l, longs, 0);
	if (i == -1) {
		if (only && argv[optind][1] != '-' && strchr(shorts, *name)) return -1;
		if (loud) fprintf(stderr, "%s: unrecognized option '%s%s'\n", argv[0], dashes, name);
	} else if (i == -2 && loud) {
		tell_ambiguous(argv, name, l, dashes, longs);
	}
	rest = 0;
	optind++;
	if (i < 0) {
		optopt = 0;
		return '?';
	}
	if (name[l]) {
		if (!longs[i].has_arg) {
			if (loud) fprintf(stderr, "%s: option '%s%s' doesn't allow an argument\n", argv[0], dashes, longs[i].name);
			optopt = longs[i].val;
			return '?';
		}
		optarg = name+l+1;
	} else if (longs[i].has_arg == required_argument) {
		if (optind >= argc) {
			if (loud) fprintf(stderr, "%s: option '%s%s' requires an argument\n", argv[0], dashes, longs[i].name);
			optopt = longs[i].val;
			return *shorts == ':' ? ':' : '?';
		}
		optarg = argv[optind++];
	}
	if (index) *index = i;
	if (longs[i].flag) {
		*longs[i].flag = longs[i].val;
		return 0;
	}
	return longs[i].val;
}

static int read_short(int argc, char **argv, const char *shorts, const struct option *longs, int *index, int loud)
{
	int c = *(unsigned char *)rest++;
	const char *at = c == ':' || c == ';' ? 0 : strchr(shorts, c);
	if (!*rest) optind++;
	if (!at) {
		if (loud) fprintf(stderr, "%s: invalid option -- '%c'\n", argv[0], c);
		optopt = c;
		rest = *rest ? rest : 0;
		return '?';
	}
	if (at[1] != ':' && !(c == 'W' && at[1] == ';' && longs)) {
		rest = *rest ? rest : 0;
		return c;
	}
	if (at[1] == ':' && at[2] == ':') {
		if (*rest) optarg = rest, optind++;
		rest = 0;
		return c;
	}
	if (*rest) {
		optarg = rest;
		optind++;
	} else if (optind >= argc) {
		if (loud) fprintf(stderr, "%s: option requires an argument -- '%c'\n", argv[0], c);
		optopt = c;
		rest = 0;
		return *shorts == ':' ? ':' : '?';
	} else {
		optarg = argv[optind++];
	}
	rest = 0;
	if (at[1] == ';') {
		/* -W name is --name. */
		rest = optarg;
		optarg = 0;
		optind--;
		return read_long(argc, argv, shorts, longs, index, 0, loud, "-W ");
	}
	return c;
}

static int next(int argc, char **argv, const char *shorts, const struct option *longs, int *index, int only)
{
	int loud = opterr, c;
	if (argc < 1) return -1;
	optarg = 0;
	if (!optind || !is_initialized) begin(shorts);
	if (*shorts == '-' || *shorts == '+') shorts++;
	if (*shorts == ':') loud = 0;

	if (!rest || !*rest) {
		rest = 0;
		if (last > optind) last = optind;
		if (first > optind) first = optind;
		if (order == MOVE) {
			if (first != last && last != optind) move_operands(argv);
			else if (last != optind) first = optind;
			while (optind < argc && !is_option(argv[optind])) optind++;
			last = optind;
		}
		if (optind != argc && !strcmp(argv[optind], "--")) {
			optind++;
			if (first != last && last != optind) move_operands(argv);
			else if (first == last) first = optind;
			last = argc;
			optind = argc;
		}
		if (optind == argc) {
			if (first != last) optind = first;
			return -1;
		}
		if (!is_option(argv[optind])) {
			if (order == STOP) return -1;
			optarg = argv[optind++];
			return 1;
		}
		if (longs && argv[optind][1] == '-') {
			rest = argv[optind]+2;
			return read_long(argc, argv, shorts, longs, index, only, loud, "--");
		}
		rest = argv[optind]+1;
		if (longs && only && (rest[1] || !strchr(shorts, *rest))) {
			c = read_long(argc, argv, shorts, longs, index, only, loud, "-");
			if (c != -1) return c;
		}
	}
	return read_short(argc, argv, shorts, longs, index, loud);
}

int GLIBC(getopt)(int argc, char *const *argv, const char *shorts)
{
	return next(argc, (char **)argv, shorts, 0, 0, 0);
}

/* What it was before it moved operands: glibc's for programs that ask for POSIX alone. */
int GLIBC(__posix_getopt)(int argc, char *const *argv, const char *shorts)
{
	if (!is_initialized || !optind) {
		begin(shorts);
		order = STOP;
	}
	return next(argc, (char **)argv, shorts, 0, 0, 0);
}

int GLIBC(getopt_long)(int argc, char *const *argv, const char *shorts, const struct option *longs, int *index)
{
	return next(argc, (char **)argv, shorts, longs, index, 0);
}

int GLIBC(getopt_long_only)(int argc, char *const *argv, const char *shorts, const struct option *longs, int *index)
{
	return next(argc, (char **)argv, shorts, longs, index, 1);
}
