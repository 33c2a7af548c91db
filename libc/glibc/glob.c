/* glob with what GNU added: braces, tildes, folders read by the caller's functions. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <dirent.h>
#include <fnmatch.h>
#include <limits.h>
#include <pwd.h>
#include <unistd.h>
#include <sys/stat.h>
#include "glibc.h"

enum {
	ERR = 1, MARK = 2, NOSORT = 4, DOOFFS = 8, NOCHECK = 0x10, APPEND = 0x20, NOESCAPE = 0x40, PERIOD = 0x80,
	MAGCHAR = 0x100, ALTDIRFUNC = 0x200, BRACE = 0x400, NOMAGIC = 0x800, TILDE = 0x1000, ONLYDIR = 0x2000, TILDE_CHECK = 0x4000,
	NOSPACE = 1, ABORTED, NOMATCH,
};

typedef struct {
	size_t pathc;
	char **pathv;
	size_t offs;
	int flags;
	void (*closedir)(void *);
	struct dirent *(*readdir)(void *);
	void *(*opendir)(const char *);
	int (*lstat)(const char *restrict, struct stat *restrict), (*stat)(const char *restrict, struct stat *restrict);
} glob_type;
_Static_assert(sizeof(glob_type) == 72 && offsetof(glob_type, flags) == 24, "glibc's layout");

/* One call: what it was asked for, and the path as far as it is known. */
struct walk {
	glob_type *g;
	int flags;
	int (*errfunc)(const char *, int);
	int magic;
	char path[PATH_MAX];
};

static struct dirent *read_entry(void *d) { return readdir(d); }
static void *open_folder(const char *name) { return opendir(name); }
static void close_folder(void *d) { closedir(d); }

static int has_magic(const char *s, size_t n, int escapes)
{
	int bracket = 0;
	for (size_t i=0; i<n; i++) {
		if (s[i] == '*' || s[i] == '?') return 1;
		if (s[i] == '\\' && escapes) i++;
		else if (s[i] == '[') bracket = 1;
		else if (s[i] == ']' && bracket) return 1;
	}
	return 0;
}

static int add(struct walk *w, const char *path, int slash)
{
	glob_type *g = w->g;
	size_t n = g->offs + g->pathc, l = strlen(path);
	char **v = realloc(g->pathv, (n+2)*sizeof *v), *s;
	if (!v) return NOSPACE;
	g->pathv = v;
	if (!(s = malloc(l+2))) return NOSPACE;
	memcpy(s, path, l+1);
	if (slash) strcpy(s+l, "/");
	v[n] = s;
	v[n+1] = 0;
	g->pathc++;
	return 0;
}

/* The path is complete: it counts if it is there. */
static int found(struct walk *w, size_t at)
{
	struct stat st;
	int folder = at && w->path[at-1] == '/';
	if (folder || w->flags & MARK) {
		if (!w->g->stat(w->path, &st)) {
			int is_folder = S_ISDIR(st.st_mode);
			return folder && !is_folder ? 0 : add(w, w->path, is_folder && !folder);
		}
		if (folder) return 0;
	}
	return w->g->lstat(w->path, &st) ? 0 : add(w, w->path, 0);
}

static int failed(struct walk *w, const char *folder)
{
	if (errno == ENOTDIR || errno == ENOENT && w->magic) return 0;
	return w->errfunc && w->errfunc(folder, errno) || w->flags & ERR ? ABORTED : 0;
}

static int may_count(struct walk *w, struct dirent *e, int is_folder)
{
	return !(is_folder || w->flags & ONLYDIR) || !e->d_type || e->d_type == DT_DIR || e->d_type == DT_LNK;
}

static int walk(struct walk *, size_t, const char *);

/* A name was found; REST of the pattern is empty or begins with a slash. */
static int matched(struct walk *w, size_t at, const char *rest)
{
	struct stat st;
	if (*rest) return walk(w, at, rest);
	if (w->flags & ONLYDIR && (w->g->stat(w->path, &st) || !S_ISDIR(st.st_mode))) return 0;
	return w->flags & MARK ? found(w, at) : add(w, w->path, 0);
}

/* Matches the rest of a pattern below the first AT bytes of the path. */
static int walk(struct walk *w, size_t at, const char *pattern)
{
	int escapes = !(w->flags & NOESCAPE), result = 0, magic = w->magic;
	size_t n, n_names, i;
	for (;;) {
		n = strcspn(pattern, "/");
		if (has_magic(pattern, n, escapes)) break;
		for (i=0; i<n; i++) {
			if (pattern[i] == '\\' && escapes && i+1 < n) i++;
			if (at == PATH_MAX-1) return 0;
			w->path[at++] = pattern[i];
		}
		for (pattern+=n; *pattern == '/'; pattern++) {
			/* Behind names that were found one slash does for many. */
			if (at && w->path[at-1] == '/' && w->magic) continue;
			if (at == PATH_MAX-1) return 0;
			w->path[at++] = '/';
		}
		w->path[at] = 0;
		if (!*pattern) return found(w, at);
	}
	w->path[at] = 0;
	char *part = malloc(n+1), folder[at+1];
	if (!part) return NOSPACE;
	memcpy(part, pattern, n);
	part[n] = 0;
	strcpy(folder, w->path);
	/* A folder is opened without the slash that follows, as errfunc is told. */
	for (i=at; i>1 && folder[i-1] == '/'; i--) folder[i-1] = 0;
	void *d = w->g->opendir(at ? folder : ".");
	struct dirent *e;
	if (!d) result = failed(w, at ? folder : ".");
	/* It is closed before others are opened. */
	char **names = 0, **more, *name;
	for (n_names=0; d && !result && (e = w->g->readdir(d)); ) {
		if (!may_count(w, e, pattern[n])) continue;
		if (fnmatch(part, e->d_name, (escapes ? 0 : FNM_NOESCAPE) | (w->flags & PERIOD ? 0 : FNM_PERIOD))) continue;
		more = realloc(names, (n_names+1)*sizeof *names);
		if (more) names = more;
		if (!more || !(name = strdup(e->d_name))) result = NOSPACE;
		else names[n_names++] = name;
	}
	if (d) w->g->closedir(d);
	w->magic = 1;
	for (i=0; i<n_names; i++) {
		size_t l = strlen(names[i]);
		if (!result && at+l < PATH_MAX) {
			memcpy(w->path+at, names[i], l+1);
			result = matched(w, at+l, pattern+n);
		}
		free(names[i]);
	}
	free(names);
	w->magic = magic;
	free(part);
	return result;
}

static int by_name(const void *a, const void *b)
{
	return strcoll(*(char *const *)a, *(char *const *)b);
}

/* The end of a home folder's name in a pattern, whose folder goes to the path; null if there is none. */
static const char *go_home(struct walk *w, const char *pattern, int *result)
{
	const char *end = pattern + strcspn(pattern, "/"), *home = 0;
	struct passwd *user;
	if (end == pattern+1) {
		if ((!(home = getenv("HOME")) || !*home) && (user = getpwuid(getuid()))) home = user->pw_dir;
	} else {
		char *name = strndup(pattern+1, end-pattern-1), *s, *d;
		if (!name) {
			*result = NOSPACE;
			return 0;
		}
		if (!(w->flags & NOESCAPE)) {
			for (s=d=name; *s; *d++ = *s++) if (*s == '\\' && s[1]) s++;
			*d = 0;
		}
		if ((user = getpwnam(name))) home = user->pw_dir;
		free(name);
	}
	if (!home && w->flags & TILDE_CHECK) *result = NOMATCH;
	if (!home || strlen(home) >= PATH_MAX) return 0;
	strcpy(w->path, home);
	return end;
}

static int one(const char *pattern, int flags, int (*errfunc)(const char *, int), glob_type *g)
{
	struct walk w = { .g = g, .flags = flags, .errfunc = errfunc };
	size_t before = g->pathc;
	/* A bracket without an end and an escape count here, though nothing else can match them. */
	int result = 0, magic = !!strpbrk(pattern, flags & NOESCAPE ? "*?[" : "*?[\\");
	const char *rest = pattern, *end;
	if (flags & (TILDE|TILDE_CHECK) && *pattern == '~' && (end = go_home(&w, pattern, &result))) rest = end;
	if (result) return result;
	if (*pattern) result = walk(&w, strlen(w.path), rest);
	if (result) return result;
	if (g->pathc == before) {
		if (!(flags & NOCHECK) && !(flags & NOMAGIC && !magic && *pattern)) return NOMATCH;
		if (magic) g->flags |= MAGCHAR;
		/* What is said of a pattern without a match is the pattern. */
		return add(&w, pattern, 0);
	}
	if (magic) g->flags |= MAGCHAR;
	if (!(flags & NOSORT)) qsort(g->pathv + g->offs + before, g->pathc - before, sizeof *g->pathv, by_name);
	return 0;
}

/* The next comma of this brace or its end, null if there is none. */
static const char *next_part(const char *s, int escapes)
{
	for (int depth=0; *s; s++) {
		if (*s == '\\' && escapes && s[1]) s++;
		else if (*s == '{') depth++;
		else if (*s == '}' && !depth--) return s;
		else if (*s == ',' && !depth) return s;
	}
	return 0;
}

static const char *first_brace(const char *s, int escapes)
{
	for (; *s; s++) {
		if (*s == '\\' && escapes && s[1]) s++;
		else if (*s == '{') return s;
	}
	return 0;
}

static int braces(const char *pattern, int flags, int (*errfunc)(const char *, int), glob_type *g)
{
	int escapes = !(flags & NOESCAPE), result;
	const char *open = flags & BRACE ? first_brace(pattern, escapes) : 0, *part, *end, *close;
	size_t before = g->pathc;
	if (!open) return one(pattern, flags, errfunc, g);
	/* Without an end, and as {} of find's, it is a word as any. */
	for (close=open+1; (close = next_part(close, escapes)) && *close == ','; close++);
	if (!close) return one(pattern, flags & ~BRACE, errfunc, g);
	char *alternative = malloc(strlen(pattern)+1);
	if (!alternative) return NOSPACE;
	for (part=open+1; ; part=end+1) {
		end = next_part(part, escapes);
		memcpy(alternative, pattern, open-pattern);
		memcpy(alternative+(open-pattern), part, end-part);
		strcpy(alternative+(open-pattern)+(end-part), close+1);
		result = braces(alternative, flags & ~(NOCHECK|NOMAGIC), errfunc, g);
		if (result && result != NOMATCH || *end == '}') break;
	}
	free(alternative);
	if (result && result != NOMATCH) return result;
	if (g->pathc != before) return 0;
	return flags & (NOCHECK|NOMAGIC) ? one(pattern, flags & ~BRACE, errfunc, g) : NOMATCH;
}

int GLIBC(glob)(const char *restrict pattern, int flags, int (*errfunc)(const char *, int), glob_type *restrict g)
{
	glob_type how = *g;
	size_t i;
	if (flags & ~0x7eff) {
		errno = EINVAL;
		return -1;
	}
	if (!(flags & DOOFFS)) g->offs = 0;
	if (!(flags & APPEND)) {
		g->pathc = 0;
		g->pathv = 0;
		if (flags & DOOFFS) {
			if (g->offs >= SIZE_MAX/sizeof *g->pathv || !(g->pathv = malloc((g->offs+1)*sizeof *g->pathv)))
				return NOSPACE;
			for (i=0; i<=g->offs; i++) g->pathv[i] = 0;
		}
	}
	if (!(flags & ALTDIRFUNC)) {
		g->closedir = close_folder;
		g->readdir = read_entry;
		g->opendir = open_folder;
		g->lstat = lstat;
		g->stat = stat;
	}
	g->flags = flags;
	int result = braces(pattern, flags, errfunc, g);
	/* The functions stay the caller's. */
	memcpy(&g->closedir, &how.closedir, sizeof how - offsetof(glob_type, closedir));
	return result;
}
GLIBC_ALIAS(glob64, glibc_glob)

void GLIBC(globfree)(glob_type *g)
{
	for (size_t i=0; g->pathv && i<g->pathc; i++) free(g->pathv[g->offs+i]);
	free(g->pathv);
	g->pathv = 0;
	g->pathc = 0;
}
GLIBC_ALIAS(globfree64, glibc_globfree)

int GLIBC(glob_pattern_p)(const char *pattern, int quote)
{
	return has_magic(pattern, strlen(pattern), quote);
}
GLIBC_ALIAS(__glob_pattern_p, glibc_glob_pattern_p)
