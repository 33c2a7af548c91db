/* run: dynamic loader */
#include "check.h"
#include <dlfcn.h>
#include <sys/resource.h>
// A program has no heap before it allocates, whoever loaded it: with no address space left its first block cannot be had.
static int has_no_heap(void)
{
	char text[128] = "";
	int fd = open("/proc/self/statm", O_RDONLY);
	CHECK(read(fd, text, sizeof text - 1) > 0);
	close(fd);
	rlim_t pages = strtoul(text, 0, 10);
	struct rlimit all, none;
	CHECK(!getrlimit(RLIMIT_AS, &all));
	none = all;
	none.rlim_cur = pages * sysconf(_SC_PAGESIZE);
	CHECK(pages && !setrlimit(RLIMIT_AS, &none));
	errno = 0;
	char *volatile p = malloc(100000);
	int error = errno;
	CHECK(!setrlimit(RLIMIT_AS, &all));
	CHECK(!p && error == ENOMEM);
	p = malloc(100000);
	CHECK(p);
	free(p);
	return done();
}

int main(int argc, char **argv)
{
	Dl_info libc;
	if (argc > 1) return has_no_heap();
	// Loaded by libc.so, by a name that is relative to the folder.
	CHECK(dladdr((void *)dladdr, &libc));
	char *name = strrchr(argv[0], '/');
	CHECK(name);
	*name = 0;
	pid_t pid = fork();
	if (!pid) {
		char relative[256];
		snprintf(relative, sizeof relative, "./%s", name + 1);
		if (chdir(argv[0])) _exit(2);
		execl(libc.dli_fname, "libc.so", relative, "loaded", (char *)0);
		_exit(3);
	}
	int status = -1;
	waitpid(pid, &status, 0);
	CHECK(!status);
	return has_no_heap();
}
