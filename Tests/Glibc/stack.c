/* cflags: -O0 -Wno-pedantic */
/* ldflags: -Wl,-z,execstack */
/* A program that builds functions on its stack asks for one that can be executed. */
#include <stdio.h>
#include <stdlib.h>

static int first(int sign)
{
	int v[] = { 3, 1, 2 };
	int compare(const void *a, const void *b) { return (*(int *)a - *(int *)b) * sign; }
	qsort(v, 3, sizeof *v, compare);
	return v[0];
}

int main(void)
{
	printf("%d %d\n", first(1), first(-1));
}
