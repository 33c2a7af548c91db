/* alone */
/* link: missing */
/* ldflags: -Wl,--unresolved-symbols=ignore-all */
/* exit: 134 */
/* A function that nobody has does not keep the program from starting. */
#include <stdio.h>

extern void library(void);

int main(void)
{
	puts("started");
	fflush(stdout);
	library();
}
