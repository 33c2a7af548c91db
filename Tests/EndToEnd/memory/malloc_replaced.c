/* run: dynamic static static-pie loader */
/* cflags: -fno-builtin */
#include "check.h"
#include <malloc.h>
#include <pthread.h>
// A program's own malloc, free, calloc and realloc are used by libc; its aligned memory, which the program does not define, is refused where libc knows.
static char arena[1 << 20] __attribute__((aligned(16)));
static size_t used;
static int mallocs, frees, strangers;

void *malloc(size_t n)
{
	size_t *p = (size_t *)(arena + used);
	used += 16 + ((n + 15) & -16);
	if (used > sizeof arena) abort();
	*p = n;
	mallocs++;
	return p + 2;
}

void free(void *p)
{
	if (!p) return;
	frees++;
	if ((char *)p < arena || (char *)p >= arena + sizeof arena) strangers++;
}

void *calloc(size_t m, size_t n) { return memset(malloc(m * n), 0, m * n); }

void *realloc(void *p, size_t n)
{
	void *new = malloc(n);
	if (p) memcpy(new, p, ((size_t *)p)[-2] < n ? ((size_t *)p)[-2] : n);
	free(p);
	return new;
}

static void *in_thread(void *arg) { return strdup("from a thread"); }

int main(void)
{
	int before = mallocs;
	char *s = strdup("mine"), *t = 0, *line = 0;
	size_t n = 0;
	CHECK(asprintf(&t, "%s %d", s, 5) == 6);
	FILE *f = fopen("/proc/self/cmdline", "r");
	CHECK(f && getdelim(&line, &n, 0, f) > 0);
	fclose(f);
	CHECK(mallocs > before + 3 && s >= arena && s < arena + sizeof arena && t >= arena && line >= arena);
	pthread_t thread;
	void *r;
	CHECK(!pthread_create(&thread, 0, in_thread, 0) && !pthread_join(thread, &r));
	printf("%s\n", (char *)r);
	free(r);
	free(s);
	free(t);
	free(line);
	void *a = reallocarray(0, 10, 10);
	CHECK((char *)a > arena && (char *)a < arena + sizeof arena);
	free(a);
	CHECK(frees > 4);
	printf("%d strangers\n", strangers);
	return done();
}
