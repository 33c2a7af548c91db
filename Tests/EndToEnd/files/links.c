#include "check.h"
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <utime.h>
// Links, rename, unlink, directories, permissions, times, stat in all forms, realpath, cwd.
static void see(const char *f)
{
	struct stat s;
	if (lstat(f, &s)) { printf("%s: %s\n", f, ename(errno)); return; }
	printf("%s: mode %o links %d size %ld\n", f, s.st_mode, (int)s.st_nlink, S_ISDIR(s.st_mode) ? 0L : (long)s.st_size);
}
static void user(void)
{
	if (!getuid()) CHECK(!setgid(1234) && !setuid(1234));
	show("read a secret", open("secret", O_RDONLY));
	show("access", access("secret", R_OK));
	show("faccessat effective", faccessat(AT_FDCWD, "secret", W_OK, AT_EACCESS));
	show("chmod", chmod("secret", 0777));
	show("unlink in a directory of others", unlink("shut/x"));
	show("search a shut directory", open("shut/x", O_RDONLY));
	show("chown", chown("secret", 1234, -1));
}
int main(void)
{
	char buf[4096], cwd[4096];
	struct stat s, t;
	umask(022);
	close(open("a", O_CREAT | O_WRONLY, 0640));
	show("link", link("a", "b"));
	see("a");
	show("symlink", symlink("a", "l"));
	see("l");
	show("readlink", readlink("l", buf, sizeof buf));
	show("readlink short", readlink("l", buf, 0) == 0 ? 0 : -1);
	show("readlink of a file", readlink("a", buf, 10));
	show("link again", link("a", "b"));
	show("rename to its own link", rename("a", "b"));
	see("a");
	show("rename", rename("b", "c"));
	show("rename missing", rename("b", "d"));
	show("mkdir", mkdir("dir", 0700));
	show("mkdir again", mkdir("dir", 0700));
	show("mkdir below missing", mkdir("no/dir", 0700));
	show("rename file over directory", rename("a", "dir"));
	show("rename directory over file", rename("dir", "a"));
	rename("c", "dir/c");
	show("rmdir full", rmdir("dir"));
	show("rename into itself", rename("dir", "dir/sub"));
	show("unlink a directory", unlink("dir"));
	show("rmdir a file", rmdir("a"));
	show("renameat2 noreplace", syscall(SYS_renameat2, AT_FDCWD, "a", AT_FDCWD, "l", 1));
	show("exchange", syscall(SYS_renameat2, AT_FDCWD, "a", AT_FDCWD, "dir/c", 2));
	show("unlinkat", unlinkat(AT_FDCWD, "dir/c", 0));
	show("rmdir", unlinkat(AT_FDCWD, "dir", AT_REMOVEDIR));
	// An open file lives on without a name.
	int fd = open("a", O_RDWR);
	write(fd, "still", 5);
	unlink("a");
	fstat(fd, &s);
	printf("open and unlinked: links %d size %d\n", (int)s.st_nlink, (int)s.st_size);
	see("a");
	show("dangling", stat("l", &s));
	close(open("f", O_CREAT | O_WRONLY, 0600));
	show("chmod", chmod("f", 04755));
	see("f");
	show("fchmodat", fchmodat(AT_FDCWD, "f", 0600, 0));
	struct timespec ts[2] = { { 1000000000, 123456789 }, { 0, UTIME_OMIT } };
	stat("f", &t);
	show("utimensat", utimensat(AT_FDCWD, "f", ts, 0));
	stat("f", &s);
	printf("atime %lld.%09ld, mtime kept %d\n", (long long)s.st_atim.tv_sec, s.st_atim.tv_nsec, s.st_mtim.tv_sec == t.st_mtim.tv_sec);
	show("utimes", utimes("f", (struct timeval[]){ { 1, 0 }, { 2, 500000 } }));
	stat("f", &s);
	printf("%lld %lld.%09ld\n", (long long)s.st_atim.tv_sec, (long long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
	show("utime now", utime("f", 0));
	ts[1].tv_nsec = 2000000000;
	show("bad time", utimensat(AT_FDCWD, "f", ts, 0));
	struct statx { uint32_t mask, blksize; uint64_t attr; uint32_t nlink, uid, gid; uint16_t mode, pad; uint64_t ino, size; } x[8];
	show("statx", syscall(SYS_statx, AT_FDCWD, "f", 0, 0x7ff, x));
	CHECK(x->ino == s.st_ino && x->size == 0 && x->mode == s.st_mode);
	struct statvfs v;
	CHECK(!statvfs(".", &v) && v.f_bsize > 0 && v.f_namemax == 255);
	getcwd(cwd, sizeof cwd);
	mkdir("x", 0755);
	mkdir("x/y", 0755);
	symlink("x/y", "short");
	show("chdir", chdir("short"));
	getcwd(buf, sizeof buf);
	puts(buf + strlen(cwd));
	CHECK(realpath("../../x/./y/..", buf) && !strcmp(buf + strlen(cwd), "/x"));
	errno = 0;
	CHECK(!realpath("none/x", buf));
	puts(ename(errno));
	show("getcwd short", getcwd(buf, 2) ? 0 : -1);
	chdir(cwd);
	close(open("secret", O_CREAT | O_WRONLY, 0600));
	mkdir("shut", 0700);
	close(open("shut/x", O_CREAT | O_WRONLY, 0666));
	if (!getuid()) in_child("another user", user);
	mknod("fifo", S_IFIFO | 0600, 0);
	see("fifo");
	return done();
}
