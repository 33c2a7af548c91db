/* backtrace(3), by the unwinder of libgcc_s, which is loaded when it is first needed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "glibc.h"

struct trace { void **at; int n, size; };

static uintptr_t (*get_ip)(void *);
static int (*unwind)(int (*)(void *, void *), void *);
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void find_unwinder(void)
{
	void *h = dlopen("libgcc_s.so.1", RTLD_NOW);
	if (!h) return;
	get_ip = (uintptr_t (*)(void *))dlsym(h, "_Unwind_GetIP");
	unwind = (int (*)(int (*)(void *, void *), void *))dlsym(h, "_Unwind_Backtrace");
}

static int one(void *context, void *arg)
{
	enum { GO_ON = 0, STOP = 5 };
	struct trace *t = arg;
	/* The first is this file's own. */
	if (t->n >= 0) t->at[t->n] = (void *)get_ip(context);
	if (t->n > 0 && t->at[t->n] == t->at[t->n-1]) return STOP;
	return ++t->n == t->size ? STOP : GO_ON;
}

int GLIBC(backtrace)(void **at, int size)
{
	struct trace t = { at, -1, size };
	pthread_once(&once, find_unwinder);
	if (!unwind || !get_ip || size <= 0) return 0;
	unwind(one, &t);
	if (t.n < 0) t.n = 0;
	/* The outermost frame has no caller. */
	if (t.n > 1 && !at[t.n-1]) t.n--;
	return t.n;
}
GLIBC_ALIAS(__backtrace, glibc_backtrace)

static int describe(char *buf, size_t size, void *address)
{
	Dl_info info;
	if (!dladdr(address, &info) || !info.dli_fname || !*info.dli_fname)
		return snprintf(buf, size, "[%p]", address);
	if (!info.dli_sname) {
		info.dli_sname = "";
		info.dli_saddr = info.dli_fbase;
	}
	char sign = address >= info.dli_saddr ? '+' : '-';
	size_t distance = sign == '+' ? (char *)address - (char *)info.dli_saddr : (char *)info.dli_saddr - (char *)address;
	return snprintf(buf, size, "%s(%s%c%#zx) [%p]", info.dli_fname, info.dli_sname, sign, distance, address);
}

char **GLIBC(backtrace_symbols)(void *const *at, int n)
{
	size_t size = n * sizeof(char *);
	int i;
	char **lines, *d;
	for (i=0; i<n; i++) size += describe(0, 0, at[i]) + 1;
	if (!(lines = malloc(size))) return 0;
	d = (char *)(lines + n);
	for (i=0; i<n; i++) {
		lines[i] = d;
		d += describe(d, size - (d - (char *)lines), at[i]) + 1;
	}
	return lines;
}
GLIBC_ALIAS(__backtrace_symbols, glibc_backtrace_symbols)

void GLIBC(backtrace_symbols_fd)(void *const *at, int n, int fd)
{
	char line[1024];
	int i;
	for (i=0; i<n; i++) {
		int l = describe(line, sizeof line - 1, at[i]);
		if (l > (int)sizeof line - 2) l = sizeof line - 2;
		line[l] = '\n';
		write(fd, line, l+1);
	}
}
GLIBC_ALIAS(__backtrace_symbols_fd, glibc_backtrace_symbols_fd)
