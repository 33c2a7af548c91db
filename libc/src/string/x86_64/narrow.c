/* The variants for vectors of 16 and 32 bytes. The others are in the objects of the functions, which
 * use the registers from 16 on, after which no vzeroupper is needed: the makefile has the
 * flags that forbid the compiler the lower. */
// Safety: as in the files that are included; called only where the host saves the registers.
#define _GNU_SOURCE
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <features.h>

#define memmem __patient_memmem
#define strstr __patient_strstr
hidden void *memmem(const void *, size_t, const void *, size_t);
hidden char *strstr(const char *, const char *);
#include "../memmem.c"
#include "../strstr.c"
#undef memmem
#undef strstr
#undef MIN

#define NARROW
#include "vector.h"

#define W 16
#include "all.h"
#undef W

#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")
#define W 32
#include "all.h"
#undef W
#pragma GCC pop_options

/* Which of the two. */
#define W 0
#include "all.h"
