/* fts(3): walks over file trees. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "glibc.h"

typedef struct FTSENT {
	struct FTSENT *fts_cycle, *fts_parent, *fts_link;
	long fts_number;
	void *fts_pointer;
	char *fts_accpath, *fts_path;
	int fts_errno, fts_symfd;
	unsigned short fts_pathlen, fts_namelen;
	ino_t fts_ino;
	dev_t fts_dev;
	nlink_t fts_nlink;
	short fts_level;
	unsigned short fts_info, fts_flags, fts_instr;
	struct stat *fts_statp;
	char fts_name[1];
} FTSENT;

typedef struct {
	FTSENT *fts_cur, *fts_child, **fts_array;
	dev_t fts_dev;
	char *fts_path;
	int fts_rfd, fts_pathlen, fts_nitems;
	int (*fts_compar)(const void *, const void *);
	int fts_options;
} FTS;
_Static_assert(offsetof(FTSENT, fts_level) == 96 && offsetof(FTSENT, fts_name) == 112, "glibc's layout");
_Static_assert(sizeof(FTS) == 72, "glibc's layout");

enum {
	COMFOLLOW = 1, LOGICAL = 2, NOCHDIR = 4, NOSTAT = 8, PHYSICAL = 0x10, SEEDOT = 0x20, XDEV = 0x40,
	NAMEONLY = 0x100, STOP = 0x200,
};
enum {
	FTS_D = 1, FTS_DC, FTS_DEFAULT, FTS_DNR, FTS_DOT, FTS_DP, FTS_ERR, FTS_F, FTS_INIT, FTS_NS, FTS_NSOK, FTS_SL, FTS_SLNONE,
};
enum { AGAIN = 1, FOLLOW, NOINSTR, SKIP };
enum { ROOT_LEVEL = 0, ROOT_PARENT_LEVEL = -1 };

static FTSENT *make(const char *name, size_t l)
{
	/* The status behind the name. */
	size_t at = (offsetof(FTSENT, fts_name) + l + 1 + 15) & -16;
	FTSENT *e = calloc(1, at + sizeof(struct stat));
	if (!e) return 0;
	memcpy(e->fts_name, name, l);
	e->fts_namelen = l;
	e->fts_statp = (struct stat *)((char *)e + at);
	e->fts_instr = NOINSTR;
	return e;
}

static void free_list(FTSENT *e)
{
	while (e) {
		FTSENT *next = e->fts_link;
		free(e->fts_path);
		free(e);
		e = next;
	}
}

static unsigned short look(FTS *f, FTSENT *e, int follow)
{
	struct stat *st = e->fts_statp;
	FTSENT *p;
	if (f->fts_options & LOGICAL || follow) {
		if (stat(e->fts_accpath, st)) {
			int error = errno;
			if (!lstat(e->fts_accpath, st)) return FTS_SLNONE;
			e->fts_errno = error;
			memset(st, 0, sizeof *st);
			return FTS_NS;
		}
	} else if (lstat(e->fts_accpath, st)) {
		e->fts_errno = errno;
		memset(st, 0, sizeof *st);
		return FTS_NS;
	}
	e->fts_dev = st->st_dev;
	e->fts_ino = st->st_ino;
	e->fts_nlink = st->st_nlink;
	if (S_ISDIR(st->st_mode)) {
		if (e->fts_level > ROOT_LEVEL && e->fts_name[0]=='.' && (!e->fts_name[1] || e->fts_name[1]=='.' && !e->fts_name[2]))
			return FTS_DOT;
		for (p=e->fts_parent; p && p->fts_level >= ROOT_LEVEL; p=p->fts_parent)
			if (p->fts_ino == e->fts_ino && p->fts_dev == e->fts_dev) {
				e->fts_cycle = p;
				return FTS_DC;
			}
		return FTS_D;
	}
	return S_ISLNK(st->st_mode) ? FTS_SL : S_ISREG(st->st_mode) ? FTS_F : FTS_DEFAULT;
}

static FTSENT *sort(FTS *f, FTSENT *list, int n)
{
	FTSENT **all, *e;
	int i = 0;
	if (n < 2 || !f->fts_compar) return list;
	if (!(all = malloc(n * sizeof *all))) return list;
	for (e=list; e; e=e->fts_link) all[i++] = e;
	qsort(all, n, sizeof *all, f->fts_compar);
	for (i=0; i<n; i++) all[i]->fts_link = i+1<n ? all[i+1] : 0;
	list = all[0];
	free(all);
	return list;
}

/* Full paths are used throughout, as with FTS_NOCHDIR, so nobody's folder changes. */
static int set_path(FTSENT *e, const char *folder, size_t l)
{
	size_t slash = l && folder[l-1] != '/';
	e->fts_path = malloc(l + slash + e->fts_namelen + 1);
	if (!e->fts_path) return -1;
	memcpy(e->fts_path, folder, l);
	if (slash) e->fts_path[l] = '/';
	memcpy(e->fts_path + l + slash, e->fts_name, e->fts_namelen + 1);
	e->fts_pathlen = l + slash + e->fts_namelen;
	e->fts_accpath = e->fts_path;
	return 0;
}

FTS *GLIBC(fts_open)(char *const *names, int options, int (*compare)(const FTSENT **, const FTSENT **))
{
	FTS *f = calloc(1, sizeof *f);
	FTSENT *parent = make("", 0), *list = 0, **last = &list, *e;
	int n = 0;
	if (!f || !parent) goto fail;
	if (options & ~0xff) {
		errno = EINVAL;
		goto fail;
	}
	f->fts_options = options | NOCHDIR;
	f->fts_compar = (int (*)(const void *, const void *))compare;
	f->fts_rfd = -1;
	parent->fts_level = ROOT_PARENT_LEVEL;
	for (; *names; names++) {
		size_t l = strlen(*names);
		if (!l) {
			errno = ENOENT;
			goto fail;
		}
		if (!(e = make(*names, l)) || set_path(e, "", 0)) {
			free(e);
			goto fail;
		}
		e->fts_level = ROOT_LEVEL;
		e->fts_parent = parent;
		e->fts_info = look(f, e, options & COMFOLLOW);
		if (e->fts_info == FTS_DOT) e->fts_info = FTS_D;
		*last = e;
		last = &e->fts_link;
		n++;
	}
	list = sort(f, list, n);
	if (!(f->fts_cur = make("", 0))) goto fail;
	f->fts_cur->fts_link = list;
	f->fts_cur->fts_info = FTS_INIT;
	f->fts_cur->fts_parent = parent;
	return f;
fail:
	free_list(list);
	free(parent);
	free(f);
	return 0;
}

/* The entries of a folder; null with errno 0 if it is empty. */
static FTSENT *read_folder(FTS *f, FTSENT *folder, int names_only)
{
	DIR *d = opendir(folder->fts_accpath);
	struct dirent *entry;
	FTSENT *list = 0, **last = &list, *e;
	int n = 0;
	if (!d) {
		folder->fts_info = FTS_DNR;
		folder->fts_errno = errno;
		return 0;
	}
	while (errno = 0, (entry = readdir(d))) {
		const char *s = entry->d_name;
		if (!(f->fts_options & SEEDOT) && s[0]=='.' && (!s[1] || s[1]=='.' && !s[2])) continue;
		if (!(e = make(s, strlen(s))) || set_path(e, folder->fts_path, folder->fts_pathlen)) {
			free(e);
			free_list(list);
			closedir(d);
			errno = ENOMEM;
			folder->fts_info = FTS_ERR;
			f->fts_options |= STOP;
			return 0;
		}
		e->fts_parent = folder;
		e->fts_level = folder->fts_level+1;
		if (names_only || f->fts_options & NOSTAT && entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN
		    && !(f->fts_options & LOGICAL && entry->d_type == DT_LNK))
			e->fts_info = FTS_NSOK;
		else
			e->fts_info = look(f, e, 0);
		*last = e;
		last = &e->fts_link;
		n++;
	}
	if (errno) folder->fts_errno = errno;
	closedir(d);
	errno = 0;
	return sort(f, list, n);
}

static void replace(FTS *f, FTSENT *e)
{
	FTSENT *old = f->fts_cur;
	f->fts_cur = e;
	if (old && old->fts_info != FTS_INIT) free(old->fts_path);
	free(old);
}

/* From its first visit on a root has the last part of its name. */
static FTSENT *visit(FTSENT *e)
{
	char *slash = strrchr(e->fts_name, '/');
	if (e->fts_level == ROOT_LEVEL && slash && (slash != e->fts_name || slash[1])) {
		e->fts_namelen = strlen(slash+1);
		memmove(e->fts_name, slash+1, e->fts_namelen+1);
	}
	return e;
}

FTSENT *GLIBC(fts_read)(FTS *f)
{
	FTSENT *p = f->fts_cur, *next;
	int instruction;
	if (!p || f->fts_options & STOP) return 0;
	instruction = p->fts_instr;
	p->fts_instr = NOINSTR;
	if (instruction == AGAIN) {
		p->fts_info = look(f, p, 0);
		return p;
	}
	if (instruction == FOLLOW && (p->fts_info == FTS_SL || p->fts_info == FTS_SLNONE)) {
		p->fts_info = look(f, p, 1);
		return p;
	}
	if (p->fts_info == FTS_D) {
		if (instruction == SKIP || f->fts_options & XDEV && p->fts_level > ROOT_LEVEL && p->fts_dev != f->fts_dev) {
			free_list(f->fts_child);
			f->fts_child = 0;
			p->fts_info = FTS_DP;
			return p;
		}
		if (p->fts_level == ROOT_LEVEL) f->fts_dev = p->fts_dev;
		if (f->fts_child && f->fts_options & NAMEONLY) {
			f->fts_options &= ~NAMEONLY;
			free_list(f->fts_child);
			f->fts_child = 0;
		}
		next = f->fts_child ? f->fts_child : read_folder(f, p, 0);
		f->fts_child = 0;
		if (f->fts_options & STOP) return 0;
		if (next) return f->fts_cur = next;
		if (p->fts_info != FTS_DNR) p->fts_info = FTS_DP;
		return p;
	}
	for (;;) {
		if ((next = p->fts_link)) {
			replace(f, next);
			p = next;
			if (p->fts_level == ROOT_LEVEL && p->fts_info == FTS_D) f->fts_dev = p->fts_dev;
			if (p->fts_instr == SKIP) continue;
			if (p->fts_instr == FOLLOW) {
				p->fts_info = look(f, p, 1);
				p->fts_instr = NOINSTR;
			}
			return visit(p);
		}
		next = p->fts_parent;
		if (next->fts_level == ROOT_PARENT_LEVEL) {
			replace(f, 0);
			free(next);
			errno = 0;
			return 0;
		}
		replace(f, next);
		next->fts_info = next->fts_errno ? FTS_ERR : FTS_DP;
		return next;
	}
}

int GLIBC(fts_set)(FTS *f, FTSENT *e, int instruction)
{
	if (instruction && instruction != AGAIN && instruction != FOLLOW && instruction != NOINSTR && instruction != SKIP) {
		errno = EINVAL;
		return 1;
	}
	e->fts_instr = instruction;
	return 0;
}

FTSENT *GLIBC(fts_children)(FTS *f, int instruction)
{
	FTSENT *p = f->fts_cur;
	if (instruction && instruction != NAMEONLY) {
		errno = EINVAL;
		return 0;
	}
	errno = 0;
	if (!p || f->fts_options & STOP) return 0;
	if (p->fts_info == FTS_INIT) return p->fts_link;
	if (p->fts_info != FTS_D) return 0;
	free_list(f->fts_child);
	if (instruction == NAMEONLY) f->fts_options |= NAMEONLY;
	return f->fts_child = read_folder(f, p, instruction == NAMEONLY);
}

int GLIBC(fts_close)(FTS *f)
{
	FTSENT *p = f->fts_cur, *next;
	while (p) {
		/* What is left at this level, then the folder above. */
		next = p->fts_link ? p->fts_link : p->fts_parent;
		if (p->fts_level == ROOT_PARENT_LEVEL && p->fts_info != FTS_INIT) next = 0;
		free(p->fts_path);
		free(p);
		p = next;
	}
	free_list(f->fts_child);
	free(f);
	return 0;
}

GLIBC_ALIAS(fts64_open, glibc_fts_open)
GLIBC_ALIAS(fts64_read, glibc_fts_read)
GLIBC_ALIAS(fts64_set, glibc_fts_set)
GLIBC_ALIAS(fts64_children, glibc_fts_children)
GLIBC_ALIAS(fts64_close, glibc_fts_close)
