#include "check.h"
#include <sys/stat.h>
// open and its flags, lseek, truncate, holes, pread, O_APPEND, O_TMPFILE, permissions, names, sparse seeks.
static long size(const char *f) { struct stat s; return stat(f, &s) ? -1 : s.st_size; }
int main(void)
{
	char b[64] = "", name[300];
	umask(022);
	show("missing", open("f", O_RDWR));
	int fd = open("f", O_RDWR | O_CREAT | O_EXCL, 0666);
	CHECK(fd >= 0);
	show("exclusive", open("f", O_RDWR | O_CREAT | O_EXCL, 0666));
	struct stat st;
	fstat(fd, &st);
	printf("mode %o links %d\n", st.st_mode, (int)st.st_nlink);
	show("write", write(fd, "hello world", 11));
	show("seek", lseek(fd, 6, SEEK_SET));
	show("read", read(fd, b, 5));
	puts(b);
	show("SEEK_CUR", lseek(fd, -3, SEEK_CUR));
	show("SEEK_END", lseek(fd, 4, SEEK_END));
	show("negative", lseek(fd, -1, SEEK_SET));
	show("bad whence", lseek(fd, 0, 99));
	show("beyond", write(fd, "!", 1));
	printf("size %ld\n", size("f"));
	show("ftruncate", ftruncate(fd, 1 << 20));
	show("SEEK_DATA", lseek(fd, 0, SEEK_DATA));
	show("SEEK_DATA past the end", lseek(fd, 2 << 20, SEEK_DATA));
	show("pread", pread(fd, b, 5, 0));
	show("pread past the end", pread(fd, b, 5, 2 << 20));
	show("pread negative", pread(fd, b, 5, -1));
	show("pwrite", pwrite(fd, "J", 1, 0));
	show("truncate", truncate("f", 5));
	pread(fd, b, 5, 0);
	printf("%.5s\n", b);
	show("truncate negative", truncate("f", -1));
	close(fd);
	fd = open("f", O_WRONLY | O_APPEND);
	lseek(fd, 0, SEEK_SET);
	show("append", write(fd, "++", 2));
	show("read of write-only", read(fd, b, 1));
	show("pwrite appends too", pwrite(fd, "p", 1, 0));
	printf("size %ld\n", size("f"));
	close(fd);
	fd = open("f", O_RDONLY | O_TRUNC);
	printf("truncated %ld\n", size("f"));
	show("write of read-only", write(fd, b, 1));
	show("ftruncate of read-only", ftruncate(fd, 1));
	mkdir("d", 0755);
	show("O_DIRECTORY on a file", open("f", O_DIRECTORY));
	show("write a directory", open("d", O_WRONLY));
	int d = open("d", O_RDONLY | O_DIRECTORY);
	show("read a directory", read(d, b, 1));
	show("file as directory", open("f/x", O_RDONLY));
	symlink("f", "link");
	symlink("loop", "loop");
	show("O_NOFOLLOW", open("link", O_NOFOLLOW));
	show("loop", open("loop", O_RDONLY));
	int path = open("link", O_PATH | O_NOFOLLOW);
	CHECK(path >= 0 && !fstat(path, &st) && S_ISLNK(st.st_mode));
	show("read O_PATH", read(path, b, 1));
	memset(name, 'n', 299);
	name[299] = 0;
	show("long name", open(name, O_CREAT | O_RDWR, 0600));
	name[255] = 0;
	show("longest name", close(open(name, O_CREAT | O_RDWR, 0600)));
	show("empty name", open("", O_RDONLY));
	int t = openat(d, "in", O_CREAT | O_RDWR, 0600);
	CHECK(t >= 0 && size("d/in") == 0);
	show("openat a file", openat(t, "x", O_RDONLY));
	show("openat bad", openat(999, "x", O_RDONLY));
	t = open("d", O_TMPFILE | O_RDWR, 0600);
	if (t >= 0) {
		write(t, "tmp", 3);
		char proc[64];
		snprintf(proc, sizeof proc, "/proc/self/fd/%d", t);
		CHECK(!linkat(AT_FDCWD, proc, AT_FDCWD, "d/named", AT_SYMLINK_FOLLOW) && size("d/named") == 3);
	}
	show("creat", close(creat("c", 0400)));
	stat("c", &st);
	printf("mode %o\n", st.st_mode);
	show("O_PATH flags", fcntl(path, F_GETFL) & O_PATH ? 0 : -1);
	char tmpl[] = "tmpXXXXXX", bad[] = "tmpXXX";
	t = mkstemp(tmpl);
	CHECK(t >= 0 && strncmp(tmpl, "tmpXXX", 6) && size(tmpl) == 0);
	show("bad template", mkstemp(bad));
	FILE *f = tmpfile();
	CHECK(f && fputs("x", f) >= 0 && !fclose(f));
	return done();
}
