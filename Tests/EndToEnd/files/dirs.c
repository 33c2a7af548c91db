#include "check.h"
#include <dirent.h>
#include <ftw.h>
#include <glob.h>
#include <sys/stat.h>
// Directory streams, large directories, seek, scandir, nftw, glob, changes while reading.
static int walk(const char *p, const struct stat *s, int type, struct FTW *f)
{
	printf("%*s%s %d\n", f->level * 2, "", p + f->base, type);
	return 0;
}
static int stop(const char *p, const struct stat *s, int type, struct FTW *f) { return 33; }
static int dots(const struct dirent *d) { return d->d_name[0] != '.'; }
static int backward(const struct dirent **a, const struct dirent **b) { return strcmp((*b)->d_name, (*a)->d_name); }
int main(void)
{
	char name[64];
	umask(022);
	mkdir("big", 0755);
	for (int i = 0; i < 1500; i++) { snprintf(name, sizeof name, "big/file-%d", i); close(open(name, O_CREAT | O_WRONLY, 0600)); }
	DIR *d = opendir("big");
	struct dirent *e;
	static char seen[1500];
	int n = 0, types = 0, special = 0;
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.') { special++; continue; }
		int i = atoi(e->d_name + 5);
		if (i >= 0 && i < 1500) { seen[i]++; n++; }
		types += e->d_type == DT_REG || e->d_type == DT_UNKNOWN;
	}
	for (int i = 0; i < 1500; i++) if (seen[i] != 1) { CHECK(!"each once"); break; }
	printf("%d files, %d typed, %d special\n", n, types, special);
	rewinddir(d);
	for (int i = 0; i < 700; i++) readdir(d);
	long where = telldir(d);
	e = readdir(d);
	strcpy(name, e->d_name);
	for (int i = 0; i < 300; i++) readdir(d);
	seekdir(d, where);
	e = readdir(d);
	printf("seekdir returns there %d\n", !strcmp(name, e->d_name));
	rewinddir(d);
	n = 0;
	while ((e = readdir(d))) if (e->d_name[0] == 'f' && (snprintf(name, sizeof name, "%s", e->d_name), !unlinkat(dirfd(d), name, 0))) n++;
	closedir(d);
	printf("%d removed while reading, then rmdir %d\n", n, rmdir("big"));

	mkdir("t", 0755);
	mkdir("t/b", 0755);
	close(open("t/b/one.c", O_CREAT | O_WRONLY, 0600));
	symlink("nowhere", "t/b/zlink");
	struct dirent **list;
	n = scandir("t/b", &list, dots, backward);
	for (int i = 0; i < n; i++) { puts(list[i]->d_name); free(list[i]); }
	free(list);
	show("nftw", nftw("t", walk, 5, FTW_PHYS));
	puts("depth first");
	show("nftw", nftw("t/b/one.c", walk, 5, FTW_DEPTH));
	show("nftw stopped", nftw("t", stop, 5, 0));
	show("nftw missing", nftw("none", walk, 5, 0));
	close(open("t/a.c", O_CREAT | O_WRONLY, 0600));
	close(open("t/[x].h", O_CREAT | O_WRONLY, 0600));
	close(open("t/.hidden", O_CREAT | O_WRONLY, 0600));
	static const char *patterns[] = { "t/*.c", "t/*", "t/?/*.c", "t/[a-c].c", "t/\\[x\\].h", "t/.h*", "t/none*", "*/*/one*", "t/b/" };
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		glob_t g;
		int r = glob(patterns[i], GLOB_MARK, 0, &g);
		printf("%s: %d", patterns[i], r);
		for (size_t k = 0; !r && k < g.gl_pathc; k++) printf(" %s", g.gl_pathv[k]);
		puts("");
		if (!r) globfree(&g);
	}
	glob_t g = { .gl_offs = 2 };
	int first = glob("t/*.c", GLOB_DOOFFS, 0, &g), second = glob("nope", GLOB_DOOFFS | GLOB_APPEND | GLOB_NOCHECK, 0, &g);
	printf("append %d %d: %zu %s %s\n", first, second, g.gl_pathc, g.gl_pathv[2], g.gl_pathv[3]);
	globfree(&g);
	show("opendir of a file", opendir("t/a.c") ? 0 : -1);
	show("opendir of none", opendir("none") ? 0 : -1);
	show("fdopendir", fdopendir(999) ? 0 : -1);
	show("getdents on a file", syscall(SYS_getdents64, open("t/a.c", O_RDONLY), name, 64));
	show("getdents small", syscall(SYS_getdents64, open("t", O_RDONLY), name, 4));
	return done();
}
