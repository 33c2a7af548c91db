#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include "pthread_impl.h"
#include "texts.h"

#define E(n, name, text) [n] = text,
static const char *const error_texts[] = {
#include "error_texts.h"
};
#undef E
#define E(n, name, text) [n] = #name,
static const char *const error_names[] = {
#include "error_texts.h"
};
#define S(n, name, text) [n] = text,
static const char *const signal_texts[] = {
#include "signal_texts.h"
};
#undef S
#define S(n, name, text) [n] = #name,
static const char *const signal_names[] = {
#include "signal_texts.h"
};

#define ROW(table, i) ((size_t)(i) < sizeof table/sizeof *table ? table[i] : 0)

/* In a glibc program all of libc shows these. */
static char *error_text(int code)
{
	static char unknown[32];
	const char *text = ROW(error_texts, code);
	if (text) return (char *)text;
	snprintf(unknown, sizeof unknown, "Unknown error %d", code);
	return unknown;
}

static char *signal_text(int sig)
{
	static char other[32];
	const char *text = ROW(signal_texts, sig);
	if (text) return (char *)text;
	/* Counted from glibc's first, which is musl's own, so that kill -l and its like agree. */
	if (sig >= 34 && sig <= SIGRTMAX) snprintf(other, sizeof other, "Real-time signal %d", sig-34);
	else snprintf(other, sizeof other, "Unknown signal %d", sig);
	return other;
}

/* The GNU kind; the other is __xpg_strerror_r. */
char *GLIBC(strerror_r)(int code, char *buf, size_t n)
{
	const char *text = ROW(error_texts, code);
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
	return !ROW(error_texts, code) ? EINVAL : l < n ? 0 : ERANGE;
}

const char *GLIBC(strerrordesc_np)(int code) { return ROW(error_texts, code); }
const char *GLIBC(strerrorname_np)(int code) { return code ? ROW(error_names, code) : "0"; }
const char *GLIBC(sigdescr_np)(int sig) { return ROW(signal_texts, sig); }
const char *GLIBC(sigabbrev_np)(int sig) { return ROW(signal_names, sig); }

const struct glibc_process glibc_ways = { error_text, signal_text, glibc_end_thread, glibc_run_destructors, glibc_first_write,
	glibc_langinfo };
