/* The data of the system's locales: files in a folder of the locale's name, or the archive. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "locale_impl.h"
#include "lock.h"
#include "glibc.h"
#include "texts.h"
#include "locale_names.h"
#include "locale_data.h"

/* What was looked for is remembered, found or not: locales are never forgotten, as with musl. */
struct known {
	struct known *next;
	const struct __locale_map *locale;
	int category;
	const struct locale_data *data;
};
static struct known *volatile all_known;
static volatile int lock[1];

static const void *map_file(const char *path, size_t *size)
{
	struct stat st;
	const void *p = MAP_FAILED;
	int fd = open(path, O_RDONLY|O_CLOEXEC);
	if (fd < 0) return 0;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0) p = mmap(0, *size = st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	return p == MAP_FAILED ? 0 : p;
}

/* Data is taken only if all of its items are within it and its last byte ends a string. */
static const struct locale_data *checked(int category, const void *p, size_t size)
{
	const struct locale_data *d = p;
	uint32_t magic = category == LC_COLLATE ? 0x20051014 : category == LC_CTYPE ? 0x20090720 : 0x20031115;
	if (!d || size < 8 || d->magic != (magic ^ category) || d->count > (size-8)/4) return 0;
	for (uint32_t i=0; i<d->count; i++) if (d->offsets[i] >= size) return 0;
	return category == LC_COLLATE || !((const char *)p)[size-1] ? d : 0;
}

static const struct locale_data *in_folder(int category, const char *folder, const char *name)
{
	static const char *const files[] = { "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES/SYS_LC_MESSAGES" };
	char path[PATH_MAX];
	size_t size = 0;
	const void *p;
	if (snprintf(path, sizeof path, "%s/%s/%s", folder, name, files[category]) >= sizeof path) return 0;
	if (!(p = map_file(path, &size))) return 0;
	const struct locale_data *d = checked(category, p, size);
	if (!d) munmap((void *)p, size);
	return d;
}

/* Its header: places and sizes of a table of names, of the names, and of a record for each locale. */
struct archive { uint32_t magic, serial, names, names_used, names_size, strings, strings_used, strings_size; };
struct name { uint32_t hash, name, record; };
struct record { uint32_t uses; struct { uint32_t offset, size; } categories[13]; };

static const struct locale_data *in_archive(int category, const char *name)
{
	static const struct archive *a;
	static size_t size;
	static int tried;
	if (!tried++) a = map_file("/usr/lib/locale/locale-archive", &size);
	if (!a || size < sizeof *a || a->magic != 0xde020109) return 0;
	if (a->names > size || a->names_size > (size - a->names)/sizeof(struct name)) return 0;
	const struct name *n = (const void *)((const char *)a + a->names);
	for (uint32_t i=0; i<a->names_size; i++) {
		size_t l = strlen(name)+1;
		if (!n[i].record || n[i].name > size-l || n[i].record > size-sizeof(struct record)) continue;
		if (memcmp((const char *)a + n[i].name, name, l)) continue;
		const struct record *r = (const void *)((const char *)a + n[i].record);
		if (r->categories[category].offset > size || r->categories[category].size > size - r->categories[category].offset) return 0;
		return checked(category, (const char *)a + r->categories[category].offset, r->categories[category].size);
	}
	return 0;
}

static const struct locale_data *look_for(int category, const char *name)
{
	char normal[64];
	const char *folder = libc.secure ? 0 : getenv("LOCPATH");
	const struct locale_data *d;
	if (strchr(name, '/') || glibc_is_plain_locale(name) || strlen(name) >= sizeof normal) return 0;
	glibc_normalize_locale(normal, sizeof normal, name);
	if (folder && ((d = in_folder(category, folder, name)) || (d = in_folder(category, folder, normal)))) return d;
	if ((d = in_archive(category, normal)) || (d = in_archive(category, name))) return d;
	if ((d = in_folder(category, "/usr/lib/locale", normal))) return d;
	return in_folder(category, "/usr/lib/locale", name);
}

static const struct locale_data *find(int category, const struct __locale_map *locale)
{
	struct known *k;
	for (k=all_known; k; k=k->next) if (k->locale == locale && k->category == category) return k->data;
	int error = errno;
	LOCK(lock);
	/* What another thread has found meanwhile is found once more, and is the same. */
	if ((k = malloc(sizeof *k))) {
		*k = (struct known){ all_known, locale, category, look_for(category, locale->name) };
		all_known = k;
	}
	UNLOCK(lock);
	errno = error;
	return k ? k->data : 0;
}

const struct locale_data *glibc_locale_data(int category, locale_t l)
{
	const struct __locale_map *locale = l->cat[category];
	return locale && strcmp(locale->name, "C.UTF-8") ? find(category, locale) : 0;
}

/* For musl's nl_langinfo; null where its own answer is right. */
char *glibc_langinfo(nl_item item, locale_t l)
{
	int category = item>>16;
	unsigned i = item & 0xffff;
	const struct locale_data *d;
	if (category < LC_NUMERIC || category > LC_MESSAGES || category == LC_COLLATE) return 0;
	if (!(d = glibc_locale_data(category, l)) || i >= d->count) return 0;
	/* Numbers are in place of the pointer. */
	enum { WEEK_1STDAY = 0x66, DECIMAL_WIDE = 3, SEPARATOR_WIDE = 4 };
	if (category == LC_TIME && i == WEEK_1STDAY || category == LC_NUMERIC && (i == DECIMAL_WIDE || i == SEPARATOR_WIDE))
		return (char *)(uintptr_t)*(const uint32_t *)locale_item(d, i);
	return (char *)locale_item(d, i);
}

/* glibc's order, which is not that of <locale.h>. */
struct lconv *GLIBC(localeconv)(void)
{
	static struct lconv c;
	const struct locale_data *n = glibc_locale_data(LC_NUMERIC, CURRENT_LOCALE), *m = glibc_locale_data(LC_MONETARY, CURRENT_LOCALE);
	const char *byte;
	c = *localeconv();
	if (n) {
		c.decimal_point = (char *)locale_item(n, 0);
		c.thousands_sep = (char *)locale_item(n, 1);
		c.grouping = (char *)locale_item(n, 2);
		if ((unsigned char)*c.grouping == CHAR_MAX || *c.grouping == -1) c.grouping = "";
	}
	if (!m) return &c;
	char **const texts[] = { &c.int_curr_symbol, &c.currency_symbol, &c.mon_decimal_point, &c.mon_thousands_sep, &c.mon_grouping, &c.positive_sign, &c.negative_sign };
	char *const bytes[] = { &c.int_frac_digits, &c.frac_digits, &c.p_cs_precedes, &c.p_sep_by_space, &c.n_cs_precedes, &c.n_sep_by_space, &c.p_sign_posn, &c.n_sign_posn };
	char *const others[] = { &c.int_p_cs_precedes, &c.int_p_sep_by_space, &c.int_n_cs_precedes, &c.int_n_sep_by_space, &c.int_p_sign_posn, &c.int_n_sign_posn };
	for (int i=0; i<7; i++) *texts[i] = (char *)locale_item(m, i);
	if (*c.mon_grouping == CHAR_MAX || *c.mon_grouping == -1) c.mon_grouping = "";
	/* Minus one is said for what is not given. */
	for (int i=0; i<8; i++) *bytes[i] = *(byte = locale_item(m, 7+i)) == -1 ? CHAR_MAX : *byte;
	for (int i=0; i<6; i++) *others[i] = *(byte = locale_item(m, 16+i)) == -1 ? CHAR_MAX : *byte;
	return &c;
}
