/* A small program: allocates 40 blocks of up to 2 KB, and ends. */
#include <stdlib.h>
#include <string.h>

int main(void)
{
	for (int i = 0; i < 40; i++) {
		char *block = malloc(100 + i * 50);
		if (!block) return 1;
		memset(block, 1, 100);
	}
	return 0;
}
