/* Time, characters, patterns, threads. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fnmatch.h>
#include <iconv.h>
#include <locale.h>
#include <pthread.h>
#include <regex.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>
#include "libc.h"

enum { COUNT = 1024, TEXT = 4096 };

static time_t times[COUNT];
static struct tm parts[COUNT];
static char text[TEXT + 8], out[4 * TEXT];
static wchar_t wide[TEXT + 8];
static regex_t regex;
static iconv_t converter;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static sem_t semaphore;

/* Of these times, those from 1990 to 2037. */
static int prepare_times(const char *zone)
{
	if (*zone) setenv("TZ", !strcmp(zone, "rule") ? "EST5EDT,M3.2.0,M11.1.0" : !strcmp(zone, "file") ? "Europe/Berlin" : "UTC", 1);
	for (int i = 0; i < COUNT; i++) {
		times[i] = 631152000 + drawn() % 1500000000;
		localtime_r(times + i, parts + i);
	}
	return 0;
}

static int prepare_text(const char *kind)
{
	static const char *const words[] = { "straße ", "naïve ", "κόσμος ", "данные ", "日本 ", "word " };
	if (!setlocale(LC_ALL, "C.UTF-8")) return -1;
	for (size_t n = 0; n < TEXT; ) {
		const char *w = !strcmp(kind, "ascii") ? words[5] : words[drawn() % 6];
		if (n + strlen(w) > TEXT) w = "x";
		strcpy(text + n, w);
		n += strlen(w);
	}
	if (mbstowcs(wide, text, TEXT) == (size_t)-1) return -1;
	converter = iconv_open("UTF-16LE", "UTF-8");
	return converter == (iconv_t)-1 ? -1 : 0;
}

static int prepare_regex(const char *kind)
{
	for (int n = 0; n < 1000; n++) text[n] = n % 7 ? 'a' + drawn() % 26 : ' ';
	strcpy(text + 1000, " user@example.com 2024-11-21");
	return regcomp(&regex, !strcmp(kind, "word") ? "example" : !strcmp(kind, "set") ? "[0-9]+-[0-9]+" : "([a-z]+)@([a-z.]+)", REG_EXTENDED) ? -1 : 0;
}

static int prepare_threads(const char *unused)
{
	pthread_key_create(&key, 0);
	return sem_init(&semaphore, 0, 0);
}

#define OP(name, statement, right) \
	static int name##_run(long count) \
	{ \
		for (long i = 0; i < count; i++) { \
			const int k = i % COUNT; \
			(void)k; \
			statement; \
			if (!(right)) return 0; \
		} \
		return 1; \
	}

OP(gmtime, struct tm t, gmtime_r(times + k, &t))
OP(localtime, struct tm t, localtime_r(times + k, &t))
OP(localtime_same, struct tm t; time_t at = times[0] + k, localtime_r(&at, &t))
OP(mktime, struct tm t = parts[k], mktime(&t) == times[k])
OP(timegm, struct tm t = parts[k], timegm(&t) > 0)
OP(strftime, char s[64], strftime(s, sizeof s, "%Y-%m-%d %H:%M:%S", parts + k) == 19)
OP(strptime, struct tm t, strptime("2024-11-21 12:34:56", "%Y-%m-%d %H:%M:%S", &t))

static int mbrtowc_run(long count)
{
	mbstate_t state = { 0 };
	const char *p = text;
	for (; count; count--) {
		wchar_t c;
		size_t n = mbrtowc(&c, p, 4, &state);
		if (n > 4) return 0;
		p += n;
		if (!*p) p = text;
	}
	return 1;
}

static int wcrtomb_run(long count)
{
	mbstate_t state = { 0 };
	const wchar_t *p = wide;
	for (; count; count--) {
		char s[16];
		if (wcrtomb(s, *p, &state) > 4) return 0;
		if (!*++p) p = wide;
	}
	return 1;
}

OP(mbstowcs, wchar_t w[TEXT + 8], mbstowcs(w, text, TEXT + 8) <= TEXT)
OP(wcstombs, , wcstombs(out, wide, sizeof out) >= TEXT)
OP(iconv, char *p = text; char *q = out; size_t n = TEXT; size_t m = sizeof out, iconv(converter, &p, &n, &q, &m) == 0)
OP(towupper, int r = 0; for (const wchar_t *p = wide; *p; p++) r += towupper(*p), r)
OP(iswalpha, int r = 0; for (const wchar_t *p = wide; *p; p++) r += !!iswalpha(*p), r)
OP(wcwidth, int r = 0; for (const wchar_t *p = wide; *p; p++) r += wcwidth(*p), r)
OP(strcoll, , strcoll(text, text) == 0)
OP(regex, regmatch_t m[3], !regexec(&regex, text, 3, m, 0))
OP(regcomp, regex_t r; int e = regcomp(&r, "^([a-z_]+)=(.*|\"[^\"]*\")$", REG_EXTENDED); regfree(&r), !e)
OP(fnmatch, , !fnmatch("*.tar.[gx]z", "linux-6.12.tar.xz", 0))
OP(getenv, , getenv("PATH"))
OP(rand, , rand() >= 0)
OP(random, , random() >= 0)

static void *nothing(void *unused) { return unused; }
static void none(void) { }

OP(create, pthread_t t, !pthread_create(&t, 0, nothing, 0) && !pthread_join(t, 0))
OP(mutex, , !pthread_mutex_lock(&mutex) && !pthread_mutex_unlock(&mutex))
OP(rwlock, , !pthread_rwlock_rdlock(&rwlock) && !pthread_rwlock_unlock(&rwlock))
OP(signal, , !pthread_cond_signal(&cond))
OP(once, , !pthread_once(&once, none))
OP(specific, , !pthread_getspecific(key))
OP(semaphore, , !sem_post(&semaphore) && !sem_wait(&semaphore))
OP(dlsym, , dlsym(RTLD_DEFAULT, "qsort"))

/* Two threads that want one lock. */
static struct { long turns, done; } contended;

static void *contends(void *unused)
{
	for (long n = contended.turns; n; n--) {
		pthread_mutex_lock(&mutex);
		contended.done++;
		pthread_mutex_unlock(&mutex);
	}
	return 0;
}

static int contended_run(long count)
{
	pthread_t t;
	contended.turns = count / 2 + 1;
	contended.done = 0;
	if (pthread_create(&t, 0, contends, 0)) return 0;
	contends(0);
	return !pthread_join(t, 0) && contended.done == 2 * contended.turns;
}

#define WORK(prefix, name, prepare) { #prefix "_" #name, prepare, name##_run },
const struct work various_works[] = {
	WORK(time, gmtime, prepare_times) WORK(time, localtime, prepare_times) WORK(time, localtime_same, prepare_times)
	WORK(time, mktime, prepare_times) WORK(time, timegm, prepare_times) WORK(time, strftime, prepare_times)
	WORK(time, strptime, prepare_times)
	WORK(text, mbrtowc, prepare_text) WORK(text, wcrtomb, prepare_text) WORK(text, mbstowcs, prepare_text)
	WORK(text, wcstombs, prepare_text) WORK(text, iconv, prepare_text) WORK(text, towupper, prepare_text)
	WORK(text, iswalpha, prepare_text) WORK(text, wcwidth, prepare_text) WORK(text, strcoll, prepare_text)
	{ "regex", prepare_regex, regex_run }, WORK(regex, regcomp, 0) WORK(regex, fnmatch, 0)
	WORK(various, getenv, 0) WORK(various, rand, 0) WORK(various, random, 0) WORK(various, dlsym, 0)
	WORK(thread, create, prepare_threads) WORK(thread, mutex, prepare_threads) WORK(thread, rwlock, prepare_threads)
	WORK(thread, signal, prepare_threads) WORK(thread, once, prepare_threads) WORK(thread, specific, prepare_threads)
	WORK(thread, semaphore, prepare_threads) WORK(thread, contended, prepare_threads) { 0 }
};
