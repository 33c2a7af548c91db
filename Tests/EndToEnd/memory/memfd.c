#include "check.h"
#include <sys/mman.h>
// memfd_create with seals, shm_open, and memory shared by them over fork and exec-free processes.
int main(void)
{
	char name[64], buf[16];
	int fd = memfd_create("name", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	CHECK(fd >= 0);
	show("ftruncate", ftruncate(fd, 8192));
	char *p = mmap(0, 8192, PROT_READ|PROT_WRITE, MAP_SHARED, fd, 0);
	strcpy(p + 4096, "memory");
	CHECK(pread(fd, buf, 7, 4096) == 7);
	printf("read '%s'\n", buf);
	show("F_SEAL_WRITE while mapped", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	munmap(p, 8192);
	show("seals", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW));
	show("get seals", fcntl(fd, F_GET_SEALS));
	show("write", write(fd, "x", 1));
	show("grow", ftruncate(fd, 16384));
	show("shrink", ftruncate(fd, 0));
	show("map writable", mmap(0, 4096, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0);
	show("flags", memfd_create("x", 0x7000));
	show("name", memfd_create(0, 0));
	snprintf(name, sizeof name, "/endtoend-%d", getpid());
	fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	CHECK(fd >= 0 && !ftruncate(fd, 4096));
	show("again, exclusive", shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600));
	pid_t c = fork();
	if (!c) {
		int f = shm_open(name, O_RDWR, 0);
		char *q = mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, f, 0);
		strcpy(q, "from the child");
		_exit(0);
	}
	waitpid(c, 0, 0);
	p = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0);
	printf("'%s'\n", p);
	show("unlink", shm_unlink(name));
	show("unlink again", shm_unlink(name));
	show("open of nothing", shm_open(name, O_RDWR, 0));
	show("bad name", shm_open("/a/b", O_RDWR | O_CREAT, 0600));
	return done();
}
