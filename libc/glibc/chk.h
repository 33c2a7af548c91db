#ifndef CHK_H
#define CHK_H

/* What gcc calls instead of FUNCTION with _FORTIFY_SOURCE: the same with the size of
 * the object written to, which is all ones if it is not known. */

#include <stddef.h>
#include <features.h>
#include "glibc.h"

_Noreturn void glibc___chk_fail(void);
hidden _Noreturn void glibc_fatal(const char *);
hidden void glibc_check_format(int, const char *);

#define check(fits) do { if (!(fits)) glibc___chk_fail(); } while (0)

#endif
