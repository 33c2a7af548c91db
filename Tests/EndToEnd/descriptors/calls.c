#include "descriptors/kinds.h"
#include <dirent.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <sys/xattr.h>
// Calls that are for files, directories or sockets, made on each kind: which error.
static char buf[64];
static struct iovec iov = { buf, 8 };
static struct sockaddr_storage name;
static socklen_t len;
static int value;
static long seek0(int fd) { return lseek(fd, 0, SEEK_SET); }
static long seek_cur(int fd) { return lseek(fd, 5, SEEK_CUR); }
static long seek_end(int fd) { return lseek(fd, -1, SEEK_END); }
static long seek_data(int fd) { return lseek(fd, 0, SEEK_DATA); }
static long seek_hole(int fd) { return lseek(fd, 0, SEEK_HOLE); }
static long seek_bad(int fd) { return lseek(fd, 0, 99); }
static long pread8(int fd) { return pread(fd, buf, 8, 0); }
static long pread0(int fd) { return pread(fd, buf, 0, 0); }
static long pread_negative(int fd) { return pread(fd, buf, 8, -1); }
static long pwrite8(int fd) { return pwrite(fd, buf, 8, 0); }
static long preadv1(int fd) { return preadv(fd, &iov, 1, 0); }
static long pwritev1(int fd) { return pwritev(fd, &iov, 1, 0); }
static long preadv2_here(int fd) { return syscall(SYS_preadv2, fd, &iov, 1, -1L, -1L, 8); }
static long preadv2_bad(int fd) { return syscall(SYS_preadv2, fd, &iov, 1, -1L, -1L, 0x4000); }
static long pwritev2_append(int fd) { return syscall(SYS_pwritev2, fd, &iov, 1, -1L, -1L, 0x10); }
static long cut(int fd) { return ftruncate(fd, 4); }
static long cut_negative(int fd) { return ftruncate(fd, -1); }
static long sync_(int fd) { return fsync(fd); }
static long datasync(int fd) { return fdatasync(fd); }
static long range(int fd) { return sync_file_range(fd, 0, 0, 0); }
static long syncfs_(int fd) { return syncfs(fd); }
static long allocate(int fd) { return posix_fallocate(fd, 0, 10); }
static long fallocate_(int fd) { return fallocate(fd, 0, 0, 10); }
static long advise(int fd) { return posix_fadvise(fd, 0, 0, POSIX_FADV_NORMAL); }
static long ahead(int fd) { return readahead(fd, 0, 100); }
static long map_shared(int fd)
{
	void *p = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0);
	return p == MAP_FAILED ? -1 : munmap(p, 4096);
}
static long map_private(int fd)
{
	void *p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	return p == MAP_FAILED ? -1 : munmap(p, 4096);
}
static long entries(int fd) { return syscall(SYS_getdents64, fd, buf, 0); }
static long to_dir(int fd) { return fchdir(fd); }
static long below(int fd) { return openat(fd, "nothing", O_RDONLY); }
static long empty_path(int fd) { return faccessat(fd, "", F_OK, 0); }
static long attribute(int fd) { return fgetxattr(fd, "user.none", buf, 8); }
static long bind_(int fd) { return bind(fd, 0, 0); }
static long listen_(int fd) { return listen(fd, 1); }
static long accept_(int fd) { return accept(fd, 0, 0); }
static long connect_(int fd) { return connect(fd, (void *)"\0", 1); }
static long send_(int fd) { return send(fd, "x", 1, MSG_DONTWAIT); }
static long recv_(int fd) { return recv(fd, buf, 1, MSG_DONTWAIT); }
static long shut(int fd) { return shutdown(fd, 9); }
static long own_name(int fd) { len = sizeof name; return getsockname(fd, (void *)&name, &len); }
static long peer_name(int fd) { len = sizeof name; return getpeername(fd, (void *)&name, &len); }
static long option(int fd) { len = 4; return getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &len); }
static long set_option(int fd) { value = 1; return setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &value, 4); }
static long timer(int fd) { struct itimerspec t; return timerfd_gettime(fd, &t); }
static long wait_(int fd) { struct epoll_event e; return epoll_wait(fd, &e, 1, 0); }
static long control(int fd) { return epoll_ctl(fd, EPOLL_CTL_DEL, 0, 0); }
static long signals(int fd) { sigset_t s; sigemptyset(&s); return signalfd(fd, &s, 0) < 0 ? -1 : 0; }
static long send_file_from(int fd) { return sendfile(kind("null"), fd, 0, 0); }
static long copy_range(int fd) { return copy_file_range(fd, 0, kind("file"), 0, 4, 0); }
static long exec_(int fd) { return syscall(SYS_execveat, fd, "", (char *[]){ 0 }, (char *[]){ 0 }, AT_EMPTY_PATH); }
#define ALL(F) F(seek0) F(seek_cur) F(seek_end) F(seek_data) F(seek_hole) F(seek_bad) F(pread8) F(pread0) F(pread_negative) F(pwrite8) \
	F(preadv1) F(pwritev1) F(preadv2_here) F(preadv2_bad) F(pwritev2_append) F(cut) F(cut_negative) F(sync_) F(datasync) F(range) \
	F(syncfs_) F(allocate) F(fallocate_) F(advise) F(ahead) F(map_shared) F(map_private) F(entries) F(to_dir) F(below) \
	F(empty_path) F(attribute) F(bind_) F(listen_) F(accept_) F(connect_) F(send_) F(recv_) F(shut) F(own_name) F(peer_name) F(option) \
	F(set_option) F(timer) F(wait_) F(control) F(signals) F(send_file_from) F(copy_range) F(exec_)
int main(void)
{
	open_kinds(O_NONBLOCK);
	ftruncate(kind("file"), 20);
	// What depends on the file system is asked of no file of it; syncfs of none that is on a disk.
	kind_count -= 2;
	struct kind file = kinds[kind_count];
	kinds[kind_count++] = file;
#define EACH(f) if (f != syncfs_ || (kind_count--, 1)) each_kind(#f, f); if (f == syncfs_) kind_count++;
	ALL(EACH)
	open_kinds(O_NONBLOCK);
	each_kind("read of nothing", pread0);
	return done();
}
