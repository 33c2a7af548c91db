#ifndef LOCALE_NAMES_H
#define LOCALE_NAMES_H

#include <features.h>
#include <stddef.h>

/* Whether NAME is that of the C locale; its name among the system's files;
 * whether the system has a locale; the one that
 * the environment names for a category. */
hidden int glibc_is_plain_locale(const char *name);
hidden void glibc_normalize_locale(char *out, size_t size, const char *name);
hidden int glibc_has_locale(const char *name);
hidden const char *glibc_locale_from_environment(int category);

#endif
