/* The variants for vectors of 64 bytes. They use the registers from 16 on, after which no
 * vzeroupper is needed: the makefile has the flags that forbid the compiler the others. */
// Safety: as in the files that are included; called only where the host saves the registers.
#define _GNU_SOURCE
#include <string.h>
#include <strings.h>
#include <wchar.h>
#define WIDE_ONLY
#include "vector.h"

/* musl's, in the objects of the others. */
hidden void *__patient_memmem(const void *, size_t, const void *, size_t);
hidden char *__patient_strstr(const char *, const char *);

#pragma GCC target("avx512f,avx512bw,avx512vl,bmi,bmi2")
#define W 64
#include "memchr.c"
#include "memcmp.c"
#include "memmem.c"
#include "memmove.c"
#include "memrchr.c"
#include "memset.c"
#include "stpcpy.c"
#include "stpncpy.c"
#include "strcasecmp.c"
#include "strcat.c"
#include "strchr.c"
#include "strchrnul.c"
#include "strcmp.c"
#include "strcpy.c"
#include "strcspn.c"
#include "strlen.c"
#include "strncasecmp.c"
#include "strncat.c"
#include "strncmp.c"
#include "strnlen.c"
#include "strpbrk.c"
#include "strrchr.c"
#include "strspn.c"
#include "strstr.c"
#include "wcschr.c"
#include "wcscmp.c"
#include "wcslen.c"
#include "wcsncmp.c"
#include "wmemchr.c"
#include "wmemcmp.c"
#include "wmemset.c"
