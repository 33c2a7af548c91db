/* The tables of <ctype.h>, also for what is no ASCII. */
#define _GNU_SOURCE
#include <ctype.h>
#include <locale.h>
#include <stdio.h>

static void show(void)
{
	const int *up = *__ctype_toupper_loc(), *down = *__ctype_tolower_loc();
	const unsigned short *kinds = *__ctype_b_loc();
	for (int c=-128; c<256; c++) printf("%d:%d,%d,%x%c", c, up[c], down[c], kinds[c], c%8 ? ' ' : '\n');
	locale_t l = newlocale(LC_ALL_MASK, "C.UTF-8", 0);
	int sum = 0;
	for (int c=0; c<256; c++) sum = 31*sum + toupper_l(c, l) + tolower_l(c, l) + !!isalpha_l(c, l) + l->__ctype_toupper[c] + l->__ctype_tolower[c-128];
	printf("\n%d\n", sum);
	freelocale(l);
}

int main(void)
{
	show();
	printf("%s\n", setlocale(LC_ALL, "C.UTF-8"));
	show();
	return 0;
}
