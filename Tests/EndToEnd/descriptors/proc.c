#include "descriptors/kinds.h"
#include <dirent.h>
// /proc/self/fd: which are listed, what the links read, what stat through them says, /dev/fd.
static void link_of(const char *name, int fd, const char *dir)
{
	char path[64], text[4200] = "";
	snprintf(path, sizeof path, "%s/%d", dir, fd);
	ssize_t n = readlink(path, text, sizeof text - 1);
	if (n < 0) { printf("%s: %s\n", name, ename(errno)); return; }
	char *slash = strrchr(text, '/');
	if (!strncmp(text, "pipe:[", 6) || !strncmp(text, "socket:[", 8)) {
		struct stat st;
		char want[64];
		CHECK(!fstat(fd, &st));
		snprintf(want, sizeof want, "%.*s[%llu]", (int)strcspn(text, "["), text, (unsigned long long)st.st_ino);
		CHECK(!strcmp(want, text));
		*strchr(text, '[') = 0;
	} else if (text[0] == '/' && strncmp(text, "/dev/", 5)) {
		memmove(text, slash, strlen(slash) + 1);
		if (!strcmp(name, "directory")) strcpy(text, "/");
	}
	printf("%s: %s\n", name, text);
}
static int list(const char *dir, char *seen, int size)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;
	memset(seen, 0, size);
	if (!CHECK(d)) return 0;
	while ((e = readdir(d))) if (e->d_name[0] != '.') {
		int fd = atoi(e->d_name);
		if (fd == dirfd(d)) continue;
		CHECK(fd < size && e->d_type == DT_LNK);
		if (fd < size) seen[fd]++;
		n++;
	}
	closedir(d);
	return n;
}
static void same_as_open(const char *dir)
{
	char seen[400];
	int n = list(dir, seen, sizeof seen), m = 0;
	for (int i = 0; i < 400; i++) {
		if (!CHECK(seen[i] == (fcntl(i, F_GETFD) >= 0))) printf("%s %d\n", dir, i);
		m += seen[i];
	}
	CHECK(n == m);
	printf("%s: ok\n", dir);
}
int main(void)
{
	char path[64];
	struct stat a, b;
	open_kinds(0);
	for (int i = 0; i < kind_count; i++) link_of(kinds[i].name, kinds[i].fd, "/proc/self/fd");
	for (int i = 0; i < kind_count; i++) CHECK(dup2(kinds[i].fd, 300 + i * 2) >= 0);
	for (int i = 0; i < kind_count; i++) link_of(kinds[i].name, 300 + i * 2, "/dev/fd");
	same_as_open("/proc/self/fd");
	same_as_open("/dev/fd");
	for (int i = 300; i < 330; i++) close(i);
	same_as_open("/proc/self/fd");
	same_as_open("/proc/thread-self/fd");
	snprintf(path, sizeof path, "/proc/%d/fd", getpid());
	char seen[400], now[400];
	list("/proc/self/fd", now, sizeof now);
	list(path, seen, sizeof seen);
	CHECK(!memcmp(seen, now, sizeof seen));
	// Through the link it is the object.
	for (int i = 0; i < kind_count; i++) {
		snprintf(path, sizeof path, "/proc/self/fd/%d", kinds[i].fd);
		CHECK(!stat(path, &a) && !fstat(kinds[i].fd, &b));
		if (!CHECK(a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_mode == b.st_mode)) puts(kinds[i].name);
		CHECK(!lstat(path, &a) && S_ISLNK(a.st_mode));
		printf("%s: link mode %o, access %d %d\n", kinds[i].name, a.st_mode & 0777, !access(path, R_OK), !access(path, W_OK));
	}
	close(350);
	show("closed", readlink("/proc/self/fd/355", path, sizeof path));
	link_of("one with a name", open("kinds.file", O_RDONLY), "/proc/self/fd");
	unlink("kinds.file");
	link_of("unlinked", kind("file"), "/proc/self/fd");
	link_of("memfd", memfd_create("memory", 0), "/proc/self/fd");
	return done();
}
