#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include "pthread_impl.h"
#include "texts.h"

/* Texts one behind the other and where they are: an array of pointers would have to be
 * relocated by every process at its start. Place 0 is none. */
struct error_texts {
	char none;
#define E(n, name, text) char name_##n[sizeof #name], text_##n[sizeof text];
#include "error_texts.h"
#undef E
};
static const struct error_texts error_texts = {
#define E(n, name, text) .name_##n = #name, .text_##n = text,
#include "error_texts.h"
#undef E
};
static const unsigned short error_names[] = {
#define E(n, name, text) [n] = offsetof(struct error_texts, name_##n),
#include "error_texts.h"
#undef E
}, error_descriptions[] = {
#define E(n, name, text) [n] = offsetof(struct error_texts, text_##n),
#include "error_texts.h"
#undef E
};

struct signal_texts {
	char none;
#define S(n, name, text) char name_##n[sizeof #name], text_##n[sizeof text];
#include "signal_texts.h"
#undef S
};
static const struct signal_texts signal_texts = {
#define S(n, name, text) .name_##n = #name, .text_##n = text,
#include "signal_texts.h"
#undef S
};
static const unsigned short signal_names[] = {
#define S(n, name, text) [n] = offsetof(struct signal_texts, name_##n),
#include "signal_texts.h"
#undef S
}, signal_descriptions[] = {
#define S(n, name, text) [n] = offsetof(struct signal_texts, text_##n),
#include "signal_texts.h"
#undef S
};

static const char *text_at(const void *texts, const unsigned short *table, size_t rows, int i)
{
	return (size_t)i < rows && table[i] ? (const char *)texts + table[i] : 0;
}

#define TEXT(texts, table, i) text_at(&texts, table, sizeof table/sizeof *table, i)
#define ERROR_TEXT(i) TEXT(error_texts, error_descriptions, i)
#define SIGNAL_TEXT(i) TEXT(signal_texts, signal_descriptions, i)

/* In a glibc program all of libc shows these. */
static char *error_text(int code)
{
	static char unknown[32];
	const char *text = ERROR_TEXT(code);
	if (text) return (char *)text;
	snprintf(unknown, sizeof unknown, "Unknown error %d", code);
	return unknown;
}

static char *signal_text(int sig)
{
	static char other[32];
	const char *text = SIGNAL_TEXT(sig);
	if (text) return (char *)text;
	/* Counted from glibc's first, which is musl's own, so that kill -l and its like agree. */
	if (sig >= 34 && sig <= SIGRTMAX) snprintf(other, sizeof other, "Real-time signal %d", sig-34);
	else snprintf(other, sizeof other, "Unknown signal %d", sig);
	return other;
}

/* The GNU kind; the other is __xpg_strerror_r. */
char *GLIBC(strerror_r)(int code, char *buf, size_t n)
{
	const char *text = ERROR_TEXT(code);
	if (text) return (char *)text;
	snprintf(buf, n, "Unknown error %d", code);
	return buf;
}
GLIBC_ALIAS(__strerror_r, glibc_strerror_r)

int GLIBC(__xpg_strerror_r)(int code, char *buf, size_t n)
{
	const char *text = error_text(code);
	size_t l = strlen(text);
	if (l < n) memcpy(buf, text, l+1);
	else if (n) memcpy(buf, text, n-1), buf[n-1] = 0;
	return !ERROR_TEXT(code) ? EINVAL : l < n ? 0 : ERANGE;
}

const char *GLIBC(strerrordesc_np)(int code) { return ERROR_TEXT(code); }
const char *GLIBC(strerrorname_np)(int code) { return code ? TEXT(error_texts, error_names, code) : "0"; }
const char *GLIBC(sigdescr_np)(int sig) { return SIGNAL_TEXT(sig); }
const char *GLIBC(sigabbrev_np)(int sig) { return TEXT(signal_texts, signal_names, sig); }

const struct glibc_process glibc_ways = { error_text, signal_text, glibc_end_thread, glibc_run_destructors, glibc_first_write,
	glibc_langinfo };
