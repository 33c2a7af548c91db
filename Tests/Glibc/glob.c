/* glob and its GNU flags. */
#define _GNU_SOURCE
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <dirent.h>
#include <sys/stat.h>

static void file(const char *name) { fclose(fopen(name, "w")); }

static int failed(const char *path, int error)
{
	printf(" [%s: %s]", path, strerror(error));
	return 0;
}

static int refuses(const char *path, int error) { return 1; }

static void show(const char *pattern, int flags)
{
	glob_t g = { .gl_offs = 0 };
	int result = glob(pattern, flags, failed, &g);
	printf("%s %#x: %d", pattern, flags, result);
	if (!result) {
		if (!(flags & GLOB_NOCHECK)) printf(" flags %#x", g.gl_flags & GLOB_MAGCHAR);
		for (size_t i=0; i<g.gl_pathc; i++) printf(" <%s>", g.gl_pathv[i]);
		printf("%s", g.gl_pathv[g.gl_pathc] ? " no end" : "");
		globfree(&g);
	}
	printf("\n");
}

static struct dirent entries[] = {
	{ .d_name = "made", .d_type = DT_REG }, { .d_name = "up", .d_type = DT_DIR }, { .d_name = ".hidden", .d_type = DT_UNKNOWN },
};
static int next;
static void *my_opendir(const char *name) { printf(" opendir(%s)", name); next = 0; return strcmp(name, "none") ? entries : 0; }
static struct dirent *my_readdir(void *d) { return next < 3 ? entries + next++ : 0; }
static void my_closedir(void *d) { printf(" closedir"); }
static int my_stat(const char *name, struct stat *st)
{
	memset(st, 0, sizeof *st);
	st->st_mode = strstr(name, "up") ? S_IFDIR : S_IFREG;
	errno = ENOENT;
	return strstr(name, "lost") ? -1 : 0;
}

int main(void)
{
	static const char *const patterns[] = {
		"*", "*.c", "a*", "[ab]*", "[!ab]*", "d*/", "d*/*", "*/x*", "d1/../d1/x?", "none", "none*", "a.c", "d1/x1", "d1/", "d1//x1", 
		".*", "*/.h*", "\\a.c", "\\*", "star\\*", "star*", "[", "[a", "a[", "br{ace", "link*", "link/", "broken", "b*", "./a*", "",
		"/usr/bi[n]", "none/*", "a.c/*", "d?/x1/*", "?", "\?", "[[:alpha:]].c", "d1/x[12]", "sp ace", "*\\", "d*/none", "d*/none/*",
	};
	static const char *const braced[] = {
		"{a,b}.c", "{b,a}*", "d{1,2}/x{1,2}", "{a,{b,c}}.c", "{}", "{a.c}", "{a,none}.c", "{none,nix}", "{none,nix}*", "br{ace", "{a,b}{.c,.h}",
		"{,a}.c", "x{a,b", "\\{a,b}", "d{1/x1,2}", "{d1,d2}/*", "a{.c,.h,}", "}", "a}", "{a.c,a.c}", "{~,a}.c",
	};
	static const char *const tildes[] = { "~", "~/a.c", "~/*.c", "~root", "~root/", "~nobody-such/*", "a~", "~none/x" };
	size_t i;
	glob_t g;
	mkdir("d1", 0755);
	mkdir("d2", 0755);
	mkdir("d2/x3", 0755);
	file("a.c"), file("b.c"), file("a.h"), file(".hidden"), file("star*"), file("star1"), file("br{ace"), file("sp ace");
	file("d1/x1"), file("d1/x2"), file("d1/.hid"), file("d2/x1"), file("A"), file("Z.c");
	symlink("d1", "link");
	symlink("nowhere", "broken");
	chdir(".");
	char here[1000];
	setenv("HOME", getcwd(here, sizeof here) ? "." : "", 1);

	for (i=0; i<sizeof patterns/sizeof *patterns; i++) {
		show(patterns[i], 0);
		show(patterns[i], GLOB_MARK);
		show(patterns[i], GLOB_NOCHECK);
		show(patterns[i], GLOB_NOMAGIC);
	}
	for (i=0; i<sizeof braced/sizeof *braced; i++) {
		show(braced[i], GLOB_BRACE);
		show(braced[i], GLOB_BRACE|GLOB_NOCHECK);
		show(braced[i], GLOB_BRACE|GLOB_NOMAGIC|GLOB_MARK);
	}
	for (i=0; i<sizeof tildes/sizeof *tildes; i++) {
		show(tildes[i], GLOB_TILDE);
		show(tildes[i], GLOB_TILDE_CHECK);
		show(tildes[i], GLOB_TILDE|GLOB_NOCHECK|GLOB_BRACE);
	}
	show("*", GLOB_PERIOD);
	show("d1/.*", GLOB_PERIOD);
	show("*", GLOB_ONLYDIR);
	show("*/*", GLOB_ONLYDIR);
	show("star\\*", GLOB_NOESCAPE);
	show("*", 1 << 20);
	printf("refused: %d\n", glob("none/*", 0, refuses, &g));
	printf("error: %d\n", glob("none/*", GLOB_ERR, 0, &g));

	g.gl_offs = 2;
	printf("%d", glob("*.c", GLOB_DOOFFS, 0, &g));
	printf(" %d", glob("*.h", GLOB_DOOFFS|GLOB_APPEND, 0, &g));
	printf(" %d", glob("none", GLOB_DOOFFS|GLOB_APPEND, 0, &g));
	printf(" %zu %p %p", g.gl_pathc, (void *)g.gl_pathv[0], (void *)g.gl_pathv[1]);
	for (i=0; i<g.gl_pathc; i++) printf(" %s", g.gl_pathv[2+i]);
	printf("\n");
	globfree(&g);

	g = (glob_t){ .gl_opendir = my_opendir, .gl_readdir = my_readdir, .gl_closedir = my_closedir, .gl_stat = my_stat, .gl_lstat = my_stat };
	static const char *const mine[] = { "*", "*/*", "lost", "x/found", "none/*", "m?de" };
	for (i=0; i<6; i++) {
		int result = glob(mine[i], GLOB_ALTDIRFUNC|GLOB_MARK, failed, &g);
		printf(" %s: %d", mine[i], result);
		for (size_t j=0; !result && j<g.gl_pathc; j++) printf(" <%s>", g.gl_pathv[j]);
		printf(" %d\n", g.gl_opendir == my_opendir);
		if (!result) globfree(&g);
	}
	printf("%d %d %d\n", glob_pattern_p("a*", 1), glob_pattern_p("a\\*", 1), glob_pattern_p("a\\*", 0));
	return 0;
}
