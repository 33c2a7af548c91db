/* localtime asks each time for TZ, which as a rule is not there. So the first two bytes are looked at here:
 * and vectors beyond the last variable, which ends at the end of the stack, are slow even where they are masked. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *getenv(const char *name)
{
	size_t l = __strchrnul(name, '=') - name;
	if (!l || name[l] || !__environ) return 0;
	for (char **e = __environ; *e; e++) {
		const char *v = *e;
		if (v[0] != name[0]) continue;
		if (l == 1 ? v[1] == '=' : v[1] == name[1] && !strncmp(name, v, l) && v[l] == '=') return *e + l + 1;
	}
	return 0;
}
