#ifndef LOCALE_DATA_H
#define LOCALE_DATA_H

#include <stddef.h>
#include <stdint.h>
#include <locale.h>

/* One category of a locale of the system, as its localedef wrote it. */
struct locale_data {
	uint32_t magic, count, offsets[];
};

/* Null for the C locale, and for one whose data is not there or not in this format. */
hidden const struct locale_data *glibc_locale_data(int category, locale_t);

/* Item I: its bytes, up to the end of the data. */
static inline const void *locale_item(const struct locale_data *d, unsigned i)
{
	return i < d->count ? (const char *)d + d->offsets[i] : "";
}

#endif
