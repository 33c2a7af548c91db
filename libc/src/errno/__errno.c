#include <errno.h>

/* newlib's name for __errno_location. */
int *__errno(void)
{
	return &errno;
}
