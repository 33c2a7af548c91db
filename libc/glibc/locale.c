/* Locales: a name is one of a locale that the system has. */
#define _GNU_SOURCE
#include <locale.h>
#include <langinfo.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <errno.h>
#include <wctype.h>
#include <wchar.h>
#include <time.h>
#include "locale_impl.h"
#include "glibc.h"
#include "locale_data.h"
#include "locale_names.h"

hidden int glibc_is_plain_locale(const char *name)
{
	return !strcmp(name, "C") || !strcmp(name, "POSIX");
}

/* As in the names of folders: en_US.UTF-8 is en_US.utf8. */
hidden void glibc_normalize_locale(char *out, size_t size, const char *name)
{
	const char *dot = strchr(name, '.'), *s;
	size_t n = snprintf(out, size, "%.*s", dot ? (int)(dot-name+1) : (int)strlen(name), name);
	if (!dot || n >= size) return;
	for (s=dot+1; *s && *s!='@' && n+1<size; s++) {
		if (*s=='-' || *s=='_') continue;
		out[n++] = *s>='A' && *s<='Z' ? *s|32 : *s;
	}
	snprintf(out+n, size-n, "%s", s);
}

/* Whether the archive of locales holds a name; its strings are where its header says. */
static int in_archive(const char *name)
{
	unsigned header[14];
	FILE *f = fopen("/usr/lib/locale/locale-archive", "re");
	char *strings = 0;
	int found = 0;
	/* magic, serial; then offset, used and size of the table of names, and of the strings. */
	if (f && fread(header, sizeof header, 1, f) == 1 && header[0] == 0xde020109
	    && header[6] < 1<<20 && (strings = malloc(header[6]+1))
	    && !fseek(f, header[5], SEEK_SET) && fread(strings, 1, header[6], f) == header[6]) {
		char *s = strings, *end = strings+header[6];
		for (*end=0; s<end && !found; s+=strlen(s)+1) found = !strcmp(s, name);
	}
	free(strings);
	if (f) fclose(f);
	return found;
}

hidden int glibc_has_locale(const char *name)
{
	char normal[64], path[256];
	const char *folders = getenv("LOCPATH");
	if (glibc_is_plain_locale(name) || !strcasecmp(name, "C.UTF-8") || !strcasecmp(name, "C.utf8")) return 1;
	if (strchr(name, '/') || strlen(name) >= sizeof normal) return 0;
	glibc_normalize_locale(normal, sizeof normal, name);
	if (folders) {
		snprintf(path, sizeof path, "%s/%s", folders, normal);
		if (!access(path, F_OK)) return 1;
		snprintf(path, sizeof path, "%s/%s", folders, name);
		if (!access(path, F_OK)) return 1;
	}
	snprintf(path, sizeof path, "/usr/lib/locale/%s", normal);
	if (!access(path, F_OK)) return 1;
	snprintf(path, sizeof path, "/usr/lib/locale/%s", name);
	return !access(path, F_OK) || in_archive(normal);
}

static const char *const variables[] = { "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES" };

hidden const char *glibc_locale_from_environment(int category)
{
	const char *s;
	if ((s = getenv("LC_ALL")) && *s) return s;
	if ((s = getenv(variables[category])) && *s) return s;
	if ((s = getenv("LANG")) && *s) return s;
	return "C";
}

/* The names that are in force, for musl keeps "C" for some of them. Until one is set it is empty. */
static char names[6][64];

static char *name_of(int category)
{
	if (!*names[category]) strcpy(names[category], "C");
	return names[category];
}

static int take(int category, const char *name)
{
	if (!*name) name = glibc_locale_from_environment(category);
	if (strlen(name) >= sizeof *names || !glibc_has_locale(name) || !setlocale(category, glibc_is_plain_locale(name) ? "C" : name)) return 0;
	strcpy(names[category], glibc_is_plain_locale(name) ? "C" : name);
	return 1;
}

/* What setlocale(LC_ALL, 0) says: one name, or each category's. */
static char *all_names(void)
{
	static char buf[14*64 + 256];
	char *d = buf;
	int i;
	for (i=1; i<6 && !strcmp(name_of(0), name_of(i)); i++);
	if (i == 6) return names[0];
	for (i=0; i<6; i++)
		d += sprintf(d, "%s%s=%s", i ? ";" : "", variables[i], name_of(i));
	sprintf(d, ";LC_PAPER=%s;LC_NAME=%s;LC_ADDRESS=%s;LC_TELEPHONE=%s;LC_MEASUREMENT=%s;LC_IDENTIFICATION=%s",
		"C", "C", "C", "C", "C", "C");
	return buf;
}

static int take_all(const char *list)
{
	char old[6][64];
	int i;
	for (i=0; i<6; i++) strcpy(old[i], name_of(i));
	for (i=0; i<6; i++) {
		char one[64];
		const char *name = list, *s;
		if (strchr(list, ';')) {
			size_t l = strlen(variables[i]);
			for (s=list; s && (strncmp(s, variables[i], l) || s[l] != '='); s = strchr(s, ';'), s += !!s);
			if (!s) break;
			s += l+1;
			l = strcspn(s, ";");
			if (l >= sizeof one) break;
			memcpy(one, s, l);
			one[l] = 0;
			name = one;
		}
		if (!take(i, name)) break;
	}
	if (i == 6) return 1;
	while (i--) take(i, old[i]);
	return 0;
}

char *GLIBC(setlocale)(int category, const char *name)
{
	enum { FIRST_OTHER = 7, LAST_OTHER = 12 };
	if (category >= FIRST_OTHER && category <= LAST_OTHER) return !name || glibc_has_locale(name) ? "C" : 0;
	if (category < 0 || category > LC_ALL) {
		errno = EINVAL;
		return 0;
	}
	if (category == LC_ALL) return !name || take_all(name) ? all_names() : 0;
	return !name || take(category, name) ? name_of(category) : 0;
}

/* What glibc says in the C locale where musl says something else. */
static char *langinfo(char *said, nl_item item, locale_t l)
{
	enum { DATE_FMT = 0x2006c, WEEK_NDAYS = 0x20065, WEEK_1STDAY, FIRST_WEEKDAY = 0x20068 };
	if (item == CODESET) return strcmp(said, "ASCII") ? said : "ANSI_X3.4-1968";
	if (item>>16 > LC_MESSAGES || glibc_locale_data(item>>16, l)) return said;
	switch (item) {
	case D_T_FMT: return "%a %b %e %H:%M:%S %Y";
	case DATE_FMT: return "%a %b %e %H:%M:%S %Z %Y";
	case WEEK_NDAYS: return "\7";
	case FIRST_WEEKDAY: return "\1";
	/* A number in place of the pointer: the Sunday that weeks are counted from. */
	case WEEK_1STDAY: return (char *)19971130;
	case CRNCYSTR: return "-";
	case YESSTR: case NOSTR: return "";
	}
	return said;
}

char *GLIBC(nl_langinfo_l)(nl_item item, locale_t l) { return langinfo(nl_langinfo_l(item, l), item, l); }
char *GLIBC(nl_langinfo)(nl_item item) { return glibc_nl_langinfo_l(item, CURRENT_LOCALE); }
GLIBC_ALIAS(__nl_langinfo_l, glibc_nl_langinfo_l)

int GLIBC(rpmatch)(const char *answer)
{
	static const nl_item expressions[] = { NOEXPR, YESEXPR };
	for (int i=1; i>=0; i--) {
		regex_t re;
		if (regcomp(&re, nl_langinfo(expressions[i]), REG_EXTENDED|REG_NOSUB)) continue;
		int matches = !regexec(&re, answer, 0, 0, 0);
		regfree(&re);
		if (matches) return i;
	}
	return -1;
}

/* glibc counts the six bytes that UTF-8 once had. */
size_t GLIBC(__ctype_get_mb_cur_max)(void)
{
	return MB_CUR_MAX == 1 ? 1 : 6;
}
