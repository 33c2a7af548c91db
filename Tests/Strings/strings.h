/* The functions under test are libc's own objects, all their names with tested_ before them. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define TESTED(type, name, ...) type tested_##name(__VA_ARGS__);
TESTED(void *, memcpy, void *, const void *, size_t)
TESTED(void *, memmove, void *, const void *, size_t)
TESTED(void *, memset, void *, int, size_t)
TESTED(int, memcmp, const void *, const void *, size_t)
TESTED(void *, memchr, const void *, int, size_t)
TESTED(void *, memrchr, const void *, int, size_t)
TESTED(void *, memmem, const void *, size_t, const void *, size_t)
TESTED(size_t, strlen, const char *)
TESTED(size_t, strnlen, const char *, size_t)
TESTED(char *, strchr, const char *, int)
TESTED(char *, strchrnul, const char *, int)
TESTED(char *, strrchr, const char *, int)
TESTED(int, strcmp, const char *, const char *)
TESTED(int, strncmp, const char *, const char *, size_t)
TESTED(int, strcasecmp, const char *, const char *)
TESTED(int, strncasecmp, const char *, const char *, size_t)
TESTED(char *, strcpy, char *, const char *)
TESTED(char *, stpcpy, char *, const char *)
TESTED(char *, strcat, char *, const char *)
TESTED(char *, strncat, char *, const char *, size_t)
TESTED(char *, strncpy, char *, const char *, size_t)
TESTED(char *, stpncpy, char *, const char *, size_t)
TESTED(size_t, strspn, const char *, const char *)
TESTED(size_t, strcspn, const char *, const char *)
TESTED(char *, strpbrk, const char *, const char *)
TESTED(char *, strstr, const char *, const char *)
TESTED(size_t, wcslen, const wchar_t *)
TESTED(wchar_t *, wcschr, const wchar_t *, wchar_t)
TESTED(int, wcscmp, const wchar_t *, const wchar_t *)
TESTED(int, wcsncmp, const wchar_t *, const wchar_t *, size_t)
TESTED(wchar_t *, wmemchr, const wchar_t *, wchar_t, size_t)
TESTED(int, wmemcmp, const wchar_t *, const wchar_t *, size_t)
TESTED(wchar_t *, wmemset, wchar_t *, wchar_t, size_t)
TESTED(wchar_t *, wmemcpy, wchar_t *, const wchar_t *, size_t)
TESTED(wchar_t *, wmemmove, wchar_t *, const wchar_t *, size_t)

typedef unsigned char byte;

/* Memory between two pages that fault. */
struct arena { byte *start, *end; };
extern struct arena one, two;

/* Where a case has its objects: n bytes at a and at b, each in its arena, and for
 * those that write a copy of the second arena. */
struct place { byte *a, *b; size_t n; };

struct function { const char *name; void (*check)(struct place); };
extern const struct function memory_functions[], string_functions[], wide_functions[];

unsigned long drawn(void);              /* a random number */
size_t below(size_t n);                 /* one from 0 to n - 1 */
size_t as_many(size_t n);               /* n, or something that is as good where an end comes first */
void fill(byte *p, size_t n);           /* with bytes of few kinds, none of them 0 */
void same(long got, long wanted);       /* what the case gave */
void keep(void), kept(byte *changed, const byte *with, size_t n);  /* arena two but for n bytes, which are those */
