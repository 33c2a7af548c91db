#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	(void)argv;
	puts("one");
	if (argc > 1) printf("%d\n", (int)geteuid());
}
