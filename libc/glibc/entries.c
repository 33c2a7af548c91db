/* The system's databases entry by entry, into a buffer of the caller's. An entry that does
 * not fit is kept for the next call. */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <pthread.h>
#include <pwd.h>
#include <shadow.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "glibc.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct space { char *at; size_t left; int is_full; };

static void *take(struct space *s, size_t n, size_t align)
{
	size_t pad = -(uintptr_t)s->at & (align-1);
	if (s->left < pad || s->left-pad < n) {
		s->is_full = 1;
		return 0;
	}
	char *p = s->at + pad;
	s->at += pad+n;
	s->left -= pad+n;
	return p;
}

static char *copy(struct space *s, const char *text)
{
	if (!text) return 0;
	size_t n = strlen(text)+1;
	char *p = take(s, n, 1);
	return p ? memcpy(p, text, n) : 0;
}

static char **copy_list(struct space *s, char **list)
{
	size_t n = 0, i;
	char **p;
	if (!list) return 0;
	while (list[n]) n++;
	if (!(p = take(s, (n+1) * sizeof *p, sizeof *p))) return 0;
	for (i=0; i<n; i++) p[i] = copy(s, list[i]);
	p[n] = 0;
	return p;
}

/* Reads from the database of NEXT or from F, which may be set back by one entry. */
#define ENTRIES(type, name, next, from_file, strings) \
	static void name(struct space *s, struct type *to) { strings } \
	static int name##_r(FILE *f, struct type *to, char *buf, size_t n, struct type **result) \
	{ \
		static struct type *kept; \
		struct space s = { buf, n }; \
		struct type *e; \
		int error = 0; \
		long at = f ? ftell(f) : 0; \
		*result = 0; \
		pthread_mutex_lock(&lock); \
		e = f ? from_file(f) : kept ? kept : next(); \
		if (!f) kept = 0; \
		if (!e) { \
			error = ENOENT; \
		} else { \
			*to = *e; \
			name(&s, to); \
			if (s.is_full) { \
				error = ERANGE; \
				if (f) fseek(f, at, SEEK_SET); \
				else kept = e; \
			} else { \
				*result = to; \
			} \
		} \
		pthread_mutex_unlock(&lock); \
		return error; \
	}

ENTRIES(passwd, copy_passwd, getpwent, fgetpwent,
	to->pw_name = copy(s, to->pw_name); to->pw_passwd = copy(s, to->pw_passwd); to->pw_gecos = copy(s, to->pw_gecos);
	to->pw_dir = copy(s, to->pw_dir); to->pw_shell = copy(s, to->pw_shell);)
ENTRIES(group, copy_group, getgrent, fgetgrent,
	to->gr_name = copy(s, to->gr_name); to->gr_passwd = copy(s, to->gr_passwd); to->gr_mem = copy_list(s, to->gr_mem);)
ENTRIES(spwd, copy_spwd, getspent, fgetspent,
	to->sp_namp = copy(s, to->sp_namp); to->sp_pwdp = copy(s, to->sp_pwdp);)

int GLIBC(getpwent_r)(struct passwd *to, char *buf, size_t n, struct passwd **result) { return copy_passwd_r(0, to, buf, n, result); }
int GLIBC(fgetpwent_r)(FILE *f, struct passwd *to, char *buf, size_t n, struct passwd **result) { return copy_passwd_r(f, to, buf, n, result); }
int GLIBC(getgrent_r)(struct group *to, char *buf, size_t n, struct group **result) { return copy_group_r(0, to, buf, n, result); }
int GLIBC(fgetgrent_r)(FILE *f, struct group *to, char *buf, size_t n, struct group **result) { return copy_group_r(f, to, buf, n, result); }
int GLIBC(getspent_r)(struct spwd *to, char *buf, size_t n, struct spwd **result) { return copy_spwd_r(0, to, buf, n, result); }
int GLIBC(fgetspent_r)(FILE *f, struct spwd *to, char *buf, size_t n, struct spwd **result) { return copy_spwd_r(f, to, buf, n, result); }

/* musl's own is a stub: /etc/shadow as a file. */
static FILE *shadow;

void GLIBC(setspent)(void) { if (shadow) rewind(shadow); }

void GLIBC(endspent)(void)
{
	if (shadow) fclose(shadow);
	shadow = 0;
}

/* One line of a shadow file, in place; null if it is none. */
static struct spwd *read_shadow(char *line, struct spwd *e)
{
	char *field[9], *s = line;
	long number[7];
	int i;
	line[strcspn(line, "\n")] = 0;
	for (i=0; i<9 && s; i++) field[i] = strsep(&s, ":");
	if (i < 2 || !*field[0]) return 0;
	for (; i<9; i++) field[i] = "";
	for (i=0; i<7; i++) number[i] = *field[i+2] ? strtol(field[i+2], 0, 10) : -1;
	*e = (struct spwd){ field[0], field[1], number[0], number[1], number[2], number[3], number[4], number[5], number[6] };
	return e;
}

struct spwd *GLIBC(fgetspent)(FILE *f)
{
	static char *line;
	static size_t size;
	static struct spwd e;
	while (getline(&line, &size, f) >= 0) {
		if (*line == '#' || *line == '\n') continue;
		if (read_shadow(line, &e)) return &e;
	}
	return 0;
}

struct spwd *GLIBC(getspent)(void)
{
	if (!shadow && !(shadow = fopen("/etc/shadow", "re"))) return 0;
	return glibc_fgetspent(shadow);
}

struct spwd *GLIBC(sgetspent)(const char *text)
{
	static char *line;
	static struct spwd e;
	free(line);
	return (line = strdup(text)) ? read_shadow(line, &e) : 0;
}

int GLIBC(sgetspent_r)(const char *text, struct spwd *e, char *buf, size_t n, struct spwd **result)
{
	*result = 0;
	if (strlen(text) >= n) return ERANGE;
	*result = read_shadow(strcpy(buf, text), e);
	return *result ? 0 : EINVAL;
}

/* Groups' shadows. */
struct sgrp { char *sg_namp, *sg_passwd, **sg_adm, **sg_mem; };
_Static_assert(sizeof(struct sgrp) == 32, "glibc's layout");

static FILE *gshadow;

static char **split(char *s, struct space *space)
{
	size_t n = *s != 0, i;
	char *p, **list;
	for (p=s; *p; p++) n += *p == ',';
	if (!(list = take(space, (n+1) * sizeof *list, sizeof *list))) return 0;
	for (i=0; i<n; i++) list[i] = strsep(&s, ",");
	list[n] = 0;
	return list;
}

static int read_gshadow(const char *text, struct sgrp *e, char *buf, size_t n, struct sgrp **result)
{
	struct space space = { buf, n };
	char *s = copy(&space, text), *field[4] = { "", "", "", "" };
	int i;
	*result = 0;
	if (space.is_full) return ERANGE;
	s[strcspn(s, "\n")] = 0;
	for (i=0; i<4 && s; i++) field[i] = strsep(&s, ":");
	if (i < 2 || !*field[0]) return EINVAL;
	*e = (struct sgrp){ field[0], field[1], split(field[2], &space), split(field[3], &space) };
	if (space.is_full) return ERANGE;
	*result = e;
	return 0;
}

static struct sgrp *keep_gshadow(const char *text)
{
	static char *buf;
	static struct sgrp e;
	struct sgrp *result;
	size_t n = 16*strlen(text) + 64;
	free(buf);
	return (buf = malloc(n)) && !read_gshadow(text, &e, buf, n, &result) ? result : 0;
}

int GLIBC(sgetsgent_r)(const char *text, struct sgrp *e, char *buf, size_t n, struct sgrp **result) { return read_gshadow(text, e, buf, n, result); }
struct sgrp *GLIBC(sgetsgent)(const char *text) { return keep_gshadow(text); }
void GLIBC(setsgent)(void) { if (gshadow) rewind(gshadow); }

void GLIBC(endsgent)(void)
{
	if (gshadow) fclose(gshadow);
	gshadow = 0;
}

struct sgrp *GLIBC(fgetsgent)(FILE *f)
{
	static char *line;
	static size_t size;
	struct sgrp *e = 0;
	while (!e && getline(&line, &size, f) >= 0) if (*line != '#') e = keep_gshadow(line);
	return e;
}

struct sgrp *GLIBC(getsgent)(void)
{
	if (!gshadow && !(gshadow = fopen("/etc/gshadow", "re"))) return 0;
	return glibc_fgetsgent(gshadow);
}

struct sgrp *GLIBC(getsgnam)(const char *name)
{
	struct sgrp *e;
	glibc_setsgent();
	while ((e = glibc_getsgent()) && strcmp(e->sg_namp, name));
	return e;
}

int GLIBC(getsgnam_r)(const char *name, struct sgrp *to, char *buf, size_t n, struct sgrp **result)
{
	char *line = 0;
	size_t size = 0, l = strlen(name);
	int error = 0;
	FILE *f = fopen("/etc/gshadow", "re");
	*result = 0;
	if (!f) return errno;
	while (getline(&line, &size, f) >= 0) if (!strncmp(line, name, l) && line[l] == ':') {
		error = read_gshadow(line, to, buf, n, result);
		break;
	}
	free(line);
	fclose(f);
	return error;
}

static int put_names(char **list, FILE *f)
{
	int i;
	for (i=0; list && list[i]; i++) fprintf(f, "%s%s", i ? "," : "", list[i]);
	return i;
}

int GLIBC(putsgent)(const struct sgrp *e, FILE *f)
{
	fprintf(f, "%s:%s:", e->sg_namp, e->sg_passwd ? e->sg_passwd : "");
	put_names(e->sg_adm, f);
	putc(':', f);
	put_names(e->sg_mem, f);
	return putc('\n', f) < 0 ? -1 : 0;
}
