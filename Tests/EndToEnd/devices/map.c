#include "check.h"
#include <sys/mman.h>
// mmap of the devices: /dev/zero private and shared, over fork; the others.
int main(void)
{
	static const char *const paths[] = { "/dev/null", "/dev/full", "/dev/random", "/dev/urandom" };
	int z = open("/dev/zero", O_RDWR), st;
	char *p = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, z, 0), *s = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, z, 0);
	char *t = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, z, 0), *o = mmap(0, 4096, PROT_READ, MAP_PRIVATE, z, 4096 * 7);
	CHECK(p != MAP_FAILED && s != MAP_FAILED && t != MAP_FAILED && o != MAP_FAILED);
	int sum = 0;
	for (int i = 0; i < 8192; i++) sum |= p[i] | s[i] | t[i];
	printf("zeros %d\n", !sum && !o[0]);
	close(z);
	p[0] = s[0] = 1;
	p[5000] = s[5000] = 2;
	pid_t c = fork();
	if (!c) { p[0] = 7; s[0] = 8; t[0] = 9; _exit(p[5000] == 2 && s[5000] == 2 ? 0 : 1); }
	waitpid(c, &st, 0);
	status("child", st);
	printf("private %d, shared %d, another %d\n", p[0], s[0], t[0]);
	z = open("/dev/zero", O_RDONLY);
	show("shared and writable of a read only one", mmap(0, 4096, PROT_WRITE, MAP_SHARED, z, 0) == MAP_FAILED ? -1 : 0);
	show("private and writable of a read only one", mmap(0, 4096, PROT_WRITE, MAP_PRIVATE, z, 0) == MAP_FAILED ? -1 : 0);
	char *f = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, z, 0);
	show("read into a mapping of it", read(z, f, 4096));
	CHECK(mmap(p, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED, z, 0) == p && p[0] == 0 && p[5000] == 2);
	show("length 0", mmap(0, 0, PROT_READ, MAP_PRIVATE, z, 0) == MAP_FAILED ? -1 : 0);
	show("odd offset", mmap(0, 4096, PROT_READ, MAP_PRIVATE, z, 5) == MAP_FAILED ? -1 : 0);
	for (int i = 0; i < 4; i++) {
		int d = open(paths[i], O_RDONLY);
		show(paths[i], mmap(0, 4096, PROT_READ, MAP_PRIVATE, d, 0) == MAP_FAILED ? -1 : 0);
		show(paths[i], mmap(0, 4096, PROT_READ, MAP_SHARED, d, 0) == MAP_FAILED ? -1 : 0);
	}
	return done();
}
