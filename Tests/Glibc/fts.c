/* A walk over a tree, in each way. */
#define _GNU_SOURCE
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

static void walk(int options, int act)
{
	char *names[] = { "tree", "tree/b/file", "none", "link", 0 };
	FTS *f = fts_open(names, options, by_name);
	FTSENT *e;
	printf("options %x act %d\n", options, act);
	while ((e = fts_read(f))) {
		printf("%d %d %s %s %d %d %ld\n", e->fts_info, e->fts_level, e->fts_path, e->fts_name, e->fts_pathlen, e->fts_errno,
			e->fts_info == FTS_F ? (long)e->fts_statp->st_size : -1);
		if (act == 1 && e->fts_info == FTS_D && !strcmp(e->fts_name, "b")) fts_set(f, e, FTS_SKIP);
		if (act == 2 && e->fts_info == FTS_SL) fts_set(f, e, FTS_FOLLOW);
		if (act == 3 && e->fts_info == FTS_D) {
			printf("children:");
			for (FTSENT *c = fts_children(f, 0); c; c = c->fts_link) printf(" %s", c->fts_name);
			printf("\n");
		}
		if (act == 4 && e->fts_level == 1) break;
	}
	printf("errno %d close %d\n", act == 4 ? 0 : errno, fts_close(f));
}

int main(void)
{
	FILE *file;
	mkdir("tree", 0755);
	mkdir("tree/a", 0755);
	mkdir("tree/b", 0755);
	mkdir("tree/b/deep", 0755);
	mkdir("tree/empty", 0755);
	file = fopen("tree/b/file", "w");
	fputs("12345", file);
	fclose(file);
	symlink("..", "tree/a/up");
	symlink("gone", "tree/a/dangling");
	symlink("tree", "link");
	walk(FTS_PHYSICAL|FTS_NOCHDIR, 0);
	walk(FTS_LOGICAL|FTS_NOCHDIR, 0);
	walk(FTS_PHYSICAL|FTS_NOCHDIR|FTS_COMFOLLOW, 1);
	walk(FTS_PHYSICAL|FTS_NOCHDIR, 2);
	walk(FTS_PHYSICAL|FTS_NOCHDIR|FTS_SEEDOT, 3);
	walk(FTS_PHYSICAL|FTS_NOCHDIR|FTS_NOSTAT, 4);
	FTS *f = fts_open((char *[]){ "", 0 }, FTS_PHYSICAL, 0);
	printf("%d %d\n", f == 0, errno);
	f = fts_open((char *[]){ "x", 0 }, 0x4000, 0);
	printf("%d %d\n", f == 0, errno);
}
