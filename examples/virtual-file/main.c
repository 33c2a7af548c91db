/* Prints the files that are named, as cat does; without a name, /virtual/hello. */
#include <stdio.h>

static int print(const char *name)
{
	FILE *f = fopen(name, "re");
	int c;
	if (!f) {
		perror(name);
		return 1;
	}
	while ((c = getc(f)) != EOF) putchar(c);
	fclose(f);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;
	if (argc < 2) return print("/virtual/hello");
	for (int i=1; i<argc; i++) failed |= print(argv[i]);
	return failed;
}
