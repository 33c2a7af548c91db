/* getopt: operands among options, abbreviations, messages, what is left. */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option longs[] = {
	{ "verbose", no_argument, 0, 'v' }, { "version", no_argument, 0, 'V' }, { "output", required_argument, 0, 'o' },
	{ "color", optional_argument, 0, 'c' }, { "flag", no_argument, 0, 1000 }, { 0 },
};

static void show(const char *shorts, const struct option *l, int only, char *line)
{
	char copy[200], *argv[20] = { "prog" }, *s;
	int argc = 1, c, index = -1;
	strcpy(copy, line);
	for (s=strtok(copy, " "); s; s=strtok(0, " ")) argv[argc++] = s;
	argv[argc] = 0;
	printf("[%s] %s:", shorts, line);
	fflush(stdout);
	optind = 0;
	while ((c = only ? getopt_long_only(argc, argv, shorts, l, &index) : l ? getopt_long(argc, argv, shorts, l, &index) : getopt(argc, argv, shorts)) != -1)
		printf(" (%d %s %d %d %d)", c, optarg ? optarg : "-", optind, c=='?' ? optopt : 0, index);
	printf(" |");
	for (; optind<argc; optind++) printf(" %s", argv[optind]);
	printf("\n");
	fflush(stdout);
}

int main(void)
{
	show("ab:c::", 0, 0, "-a one -b two three -cfour -c five -a");
	show("ab:c::", 0, 0, "-ab -- -a x");
	show("+ab:", 0, 0, "-a one -b two");
	show("-ab:", 0, 0, "-a one -b two three -- four");
	show("ab:", 0, 0, "one -x -b");
	show(":ab:", 0, 0, "one -x -b");
	show("ab:", 0, 0, "- -a - --");
	show("ab:", 0, 0, "x y -a z -- -b w");
	show("vo:c", longs, 0, "a --verbose b --output=c d --output e --color --color=red -v f");
	show("vo:c", longs, 0, "--verb --ver --out --fla --flag=3 --nosuch");
	show("vo:c", longs, 0, "--output");
	show(":vo:c", longs, 0, "x --output");
	show("vo:c", longs, 1, "-verbose -out=x -v -z -flag y -o z");
	show("vW;", longs, 0, "-W verbose -Woutput=7 -W nosuch");
	setenv("POSIXLY_CORRECT", "1", 1);
	show("ab:", 0, 0, "-a x -b y");
}
