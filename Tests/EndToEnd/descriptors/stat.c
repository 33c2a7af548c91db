#include "descriptors/kinds.h"
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
// fstat, statx, fstatfs, fchmod, fchown and times of each kind; which share an inode; when a pipe's times move.
static long mode(int fd) { return fchmod(fd, 0640); }
static long owner(int fd) { return fchown(fd, getuid(), getgid()); }
static long file_system(int fd)
{
	struct statfs s;
	if (fstatfs(fd, &s)) return -1;
	return s.f_type == 0x50495045 || s.f_type == 0x534f434b || s.f_type == 0x09041934 ? s.f_type : 0;
}
static long empty_path(int fd)
{
	struct stat a, b;
	if (fstatat(fd, "", &a, AT_EMPTY_PATH)) return -1;
	CHECK(!fstat(fd, &b) && a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_mode == b.st_mode);
	return 0;
}
static long extended(int fd)
{
	struct { uint32_t mask, blksize; uint64_t attributes; uint32_t nlink, uid, gid; uint16_t mode, pad; uint64_t ino, size; char rest[256]; } x;
	struct stat s;
	if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, 0x7ff, &x)) return -1;
	CHECK(!fstat(fd, &s) && x.ino == s.st_ino && x.mode == s.st_mode && x.size == (uint64_t)s.st_size && x.nlink == s.st_nlink);
	return x.mask & 0x7ff & ~0x20;
}
static int after(struct timespec a, struct timespec b) { return a.tv_sec > b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec > b.tv_nsec); }
int main(void)
{
	struct stat s[32], a, b;
	int p[2];
	char c;
	umask(0);
	open_kinds(0);
	write(kind("pipe w"), "some bytes", 10);
	write(kind("stream"), "some bytes", 10);
	write(kind("file"), "some bytes", 10);
	for (int i = 0; i < kind_count; i++) {
		CHECK(!fstat(kinds[i].fd, &s[i]));
		int disk = kinds[i].fd == kind("file") || kinds[i].fd == kind("directory");
		printf("%s: mode %o, size %d, links %d, block %d, blocks %d, device %x %x, mine %d\n", kinds[i].name, s[i].st_mode, disk ? 0 : (int)s[i].st_size,
			disk ? 0 : (int)s[i].st_nlink, disk ? 0 : (int)s[i].st_blksize, disk ? 0 : (int)s[i].st_blocks, major(s[i].st_rdev), minor(s[i].st_rdev),
			s[i].st_uid == geteuid() && s[i].st_gid == getegid());
	}
	// The same inode or device as the first that has it.
	for (int i = 0; i < kind_count; i++) {
		int ino = 0, dev = 0;
		while (s[ino].st_ino != s[i].st_ino || s[ino].st_dev != s[i].st_dev) ino++;
		while (s[dev].st_dev != s[i].st_dev) dev++;
		printf("%s: inode of %s, device of %s\n", kinds[i].name, kinds[ino].name, kinds[dev].name);
	}
	each_kind("file system", file_system);
	each_kind("empty path", empty_path);
	each_kind("statx", extended);
	for (int i = 0; i < kind_count - 7; i++) printf("fchown of %s: %s\n", kinds[i].name, ename(owner(kinds[i].fd) ? errno : 0));
	for (int i = 0; i < kind_count - 7; i++) {
		printf("fchmod of %s: %s", kinds[i].name, ename(mode(kinds[i].fd) ? errno : 0));
		CHECK(!fstat(kinds[i].fd, &a));
		printf(", mode %o\n", a.st_mode);
	}
	// A new object does not have what was changed in another, and a copy is the same.
	CHECK(!pipe(p) && !fstat(p[0], &a) && !fstat(p[1], &b));
	CHECK(a.st_ino == b.st_ino);
	printf("new pipe %o %o\n", a.st_mode, b.st_mode);
	CHECK(!fstat(dup(p[1]), &b) && b.st_ino == a.st_ino);
	CHECK(!fstat(kind("pipe r"), &b) && b.st_ino != a.st_ino);
	// A write moves the times of modification and change, a read that of access, if a tick has passed.
	msleep(15);
	CHECK(write(p[1], "x", 1) == 1 && !fstat(p[0], &b));
	printf("written: %d %d %d\n", after(b.st_mtim, a.st_mtim), after(b.st_ctim, a.st_ctim), after(b.st_atim, a.st_atim));
	a = b;
	msleep(15);
	CHECK(read(p[0], &c, 1) == 1 && !fstat(p[1], &b));
	printf("read: %d %d %d\n", after(b.st_mtim, a.st_mtim), after(b.st_ctim, a.st_ctim), after(b.st_atim, a.st_atim));
	struct timespec t[2] = { { 5, 0 }, { 6, 0 } };
	show("futimens", futimens(p[0], t));
	CHECK(!fstat(p[1], &b));
	printf("%d %d\n", (int)b.st_atim.tv_sec, (int)b.st_mtim.tv_sec);
	show("bad pointer", syscall(SYS_fstat, p[0], 8));
	show("NULL", syscall(SYS_fstat, p[0], 0));
	show("closed", fstat(999, &a));
	show("closed and bad", syscall(SYS_fstat, 999, 8));
	return done();
}
