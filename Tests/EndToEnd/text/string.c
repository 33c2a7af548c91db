/* run: dynamic static static-pie loader */
#include "check.h"
#include <search.h>
#include <strings.h>
#include <sys/mman.h>
#include <wchar.h>
#include <crypt.h>
// String and memory functions at every alignment and against page ends; search.h, qsort, bsearch, random numbers.
static int by_int(const void *a, const void *b) { return *(int *)a - *(int *)b; }
static int by_r(const void *a, const void *b, void *c) { ++*(int *)c; return by_int(a, b); }
static int by_str(const void *a, const void *b) { return strcmp(a, b); }
static void visit(const void *n, VISIT v, int depth) { if (v == postorder || v == leaf) printf(" %s", *(char **)n); }
int main(void)
{
	char *m = mmap(0, 3 * 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0), *edge = m + 8192;
	mprotect(edge, 4096, PROT_NONE);
	for (int n = 0; n < 130; n++) {
		char *p = edge - n - 1;
		memset(p, 'a', n);
		p[n] = 0;
		if (strlen(p) != (size_t)n || strchr(p, 'b') || strrchr(p, 'b') || memchr(p, 'b', n) || strnlen(p, 500) != (size_t)n
		 || strspn(p, "a") != (size_t)n || strcmp(p, p) || strstr(p, "ab") || memrchr(p, 0, n + 1) != p + n) { CHECK(!"at the page's end"); break; }
		for (int a = 0; a < 17; a++) {
			memcpy(m + a, p, n + 1);
			memmove(m + a + 3, m + a, n + 1);
			if (strcmp(m + a + 3, p) || memcmp(m + a + 3, p, n) || (n && m[a] != 'a')) { CHECK(!"copies"); goto out; }
			memmove(m + a, m + a + 3, n + 1);
			if (strcmp(m + a, p) || stpcpy(m + a + 200, p) != m + a + 200 + n) { CHECK(!"copies"); goto out; }
			memset(m + a + 500, 0x80 + a, n);
			for (int i = 0; i < n; i++) if ((unsigned char)m[a + 500 + i] != 0x80 + a) { CHECK(!"memset"); goto out; }
		}
	}
out:;
	char b[64] = "token,,next;last", *save, *s = b;
	for (char *t = strtok_r(b, ",;", &save); t; t = strtok_r(0, ",;", &save)) printf("[%s]", t);
	strcpy(b, "a::b");
	while (s) printf("(%s)", strsep(&s, ":"));
	size_t full = strlcpy(b, "longer than that", 6), cat = strlcat(b, "xyz", 7);
	printf(" %zu %zu %s\n", full, cat, b);
	printf("%d %d %d %d\n", strcasecmp("AbC", "aBd") < 0, strncasecmp("ABx", "aby", 2), strverscmp("file10", "file9") > 0, ffsl(0x100));
	printf("%s %s %s\n", strpbrk("hello", "xl"), (char *)memmem("haystack", 8, "st", 2), strcasestr("HayStack", "sta"));
	printf("%d %d %d\n", memcmp("a\xff", "a\x01", 2) > 0, strcmp("a\xff", "a\x01") > 0, strncmp("abc", "abd", 2));
	printf("%ls %zu %d\n", wcsstr(L"wide string", L"str"), wcslen(L"four"), wmemcmp(L"a", L"b", 1) < 0);
	static int v[5000], u[5000];
	unsigned x = 1;
	for (int i = 0; i < 5000; i++) u[i] = v[i] = (x = x * 1103515245 + 12345) >> 8 & 0xffff;
	qsort(v, 5000, sizeof *v, by_int);
	int count = 0;
	qsort_r(u, 5000, sizeof *u, by_r, &count);
	int bad = 0;
	for (int i = 1; i < 5000; i++) bad += v[i] < v[i - 1] || u[i] != v[i];
	int *f = bsearch(&v[777], v, 5000, sizeof *v, by_int);
	printf("unsorted %d, found %d, compared %d\n", bad, f && *f == v[777], count > 5000);
	void *root = 0;
	static char *names[] = { "pear", "apple", "fig", "kiwi", "apple" };
	for (int i = 0; i < 5; i++) tsearch(names[i], &root, by_str);
	printf("tree:");
	twalk(root, visit);
	tdelete("fig", &root, by_str);
	printf(" | %s", tfind("fig", &root, by_str) ? "found" : "gone");
	printf(" %s\n", tfind("kiwi", &root, by_str) ? "found" : "gone");
	hcreate(50);
	for (int i = 0; i < 4; i++) hsearch((ENTRY){ names[i], (void *)(long)i }, ENTER);
	ENTRY *h = hsearch((ENTRY){ "kiwi", 0 }, FIND);
	printf("hash %ld %d\n", (long)h->data, !hsearch((ENTRY){ "none", 0 }, FIND));
	hdestroy();
	size_t n = 3;
	int table[5] = { 5, 6, 7 }, key = 9;
	lsearch(&key, table, &n, sizeof *table, by_int);
	printf("%zu %d\n", n, table[3]);
	srand(42);
	count = rand();
	printf("%d %d", count, rand());
	srandom(42);
	long l = random();
	printf(" %ld %ld", l, random());
	srand48(42);
	l = lrand48();
	double d = drand48();
	printf(" %ld %a %ld\n", l, d, mrand48());
	puts(crypt("password", "$6$salt$"));
	puts(crypt("password", "$5$rounds=1000$salt$"));
	puts(crypt("password", "$1$salt$"));
	puts(crypt("password", "ab"));
	swab("badc", b, 4);
	printf("%.4s\n", b);
	return done();
}
