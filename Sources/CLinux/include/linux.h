/* The Linux UAPI that the kernel handles itself: x86-64 layouts and constants,
 * under names of their own so that no libc's headers get in the way. */
#pragma once

struct linux_timespec {
	long tv_sec;
	long tv_nsec;
};

struct linux_itimerspec {
	struct linux_timespec it_interval, it_value;
};

struct linux_timeval {
	long tv_sec;
	long tv_usec;
};

struct linux_timezone {
	int tz_minuteswest;
	int tz_dsttime;
};

struct linux_utsname {
	char sysname[65];
	char nodename[65];
	char release[65];
	char version[65];
	char machine[65];
	char domainname[65];
};

struct linux_sigaction {
	unsigned long handler, flags, restorer, mask;
};

struct linux_iovec {
	unsigned long base;
	unsigned long length;
};

struct linux_clone_args {
	unsigned long flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	unsigned long set_tid, set_tid_size, cgroup;
};

struct linux_auxv {
	unsigned long type;
	unsigned long value;
};

struct linux_elf_header {
	unsigned char ident[16];
	unsigned short type, machine;
	unsigned int version;
	unsigned long entry, phoff, shoff;
	unsigned int flags;
	unsigned short ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct linux_elf_segment {
	unsigned int type, flags;
	unsigned long offset, vaddr, paddr, filesz, memsz, align;
};

struct linux_elf_dynamic {
	long tag;
	unsigned long value;
};

struct linux_elf_symbol {
	unsigned int name;
	unsigned char info, other;
	unsigned short section;
	unsigned long value, size;
};

enum {
	LINUX_AT_NULL = 0,
	LINUX_AT_IGNORE = 1,
	LINUX_AT_PHDR = 3,
	LINUX_AT_PHNUM = 5,
	LINUX_AT_SECURE = 23,
	LINUX_AT_EXECFN = 31,
	LINUX_AT_HWCAP2 = 26,
	LINUX_AT_SYSINFO_EHDR = 33,
	LINUX_HWCAP2_FSGSBASE = 2,

	LINUX_ARCH_SET_GS = 0x1001,
	LINUX_ARCH_SET_FS = 0x1002,
	LINUX_ARCH_GET_FS = 0x1003,
	LINUX_ARCH_GET_GS = 0x1004,

	LINUX_PROT_NONE = 0,
	LINUX_PROT_READ = 1,
	LINUX_PROT_WRITE = 2,
	LINUX_MAP_SHARED = 0x01,
	LINUX_MAP_PRIVATE = 0x02,
	LINUX_MAP_FIXED = 0x10,
	LINUX_MAP_ANONYMOUS = 0x20,
	LINUX_MAP_FIXED_NOREPLACE = 0x100000,
	LINUX_MREMAP_FIXED = 2,
	LINUX_MADV_DONTFORK = 10,
	LINUX_SHM_REMAP = 040000,

	LINUX_CLONE_VM = 0x100,
	LINUX_CLONE_FILES = 0x400,
	LINUX_CLONE_VFORK = 0x4000,
	LINUX_CLONE_THREAD = 0x10000,
	LINUX_CLONE_NEWUSER = 0x10000000,

	LINUX_SIG_BLOCK = 0,
	LINUX_SIG_UNBLOCK = 1,
	LINUX_SIG_SETMASK = 2,

	LINUX_O_CREAT = 0100,
	LINUX_O_NONBLOCK = 04000,
	LINUX_O_DIRECT = 040000,
	LINUX_O_ASYNC = 020000,
	LINUX_O_CLOEXEC = 02000000,
	LINUX_F_DUPFD = 0,
	LINUX_F_GETFD = 1,
	LINUX_F_SETFD = 2,
	LINUX_F_GETFL = 3,
	LINUX_F_SETFL = 4,
	LINUX_F_DUPFD_CLOEXEC = 1030,
	LINUX_F_SETPIPE_SZ = 1031,
	LINUX_F_GETPIPE_SZ = 1032,
	LINUX_FIONREAD = 0x541b,
	LINUX_FIONBIO = 0x5421,
	LINUX_FIONCLEX = 0x5450,
	LINUX_FIOCLEX = 0x5451,
	LINUX_TCGETS = 0x5401,

	LINUX_FUTEX_WAIT = 0,
	LINUX_FUTEX_WAKE = 1,
	LINUX_FUTEX_REQUEUE = 3,
	LINUX_FUTEX_CMP_REQUEUE = 4,
	LINUX_FUTEX_WAKE_OP = 5,
	LINUX_FUTEX_WAIT_BITSET = 9,
	LINUX_FUTEX_WAKE_BITSET = 10,
	LINUX_FUTEX_PRIVATE_FLAG = 128,
	LINUX_FUTEX_CLOCK_REALTIME = 256,

	LINUX_SCHED_FIFO = 1,
	LINUX_SCHED_RR = 2,
	LINUX_SCHED_DEADLINE = 6,
	LINUX_SCHED_RESET_ON_FORK = 0x40000000,

	LINUX_AT_FDCWD = -100,
	LINUX_AT_SYMLINK_NOFOLLOW = 0x100,
	LINUX_AT_EACCESS = 0x200,
	LINUX_AT_EMPTY_PATH = 0x1000,
	LINUX_AT_EXECVE_CHECK = 0x10000,

	LINUX_PR_SET_NAME = 15,
	LINUX_PR_SET_SECCOMP = 22,
	LINUX_SECCOMP_SET_MODE_STRICT = 0,
	LINUX_SECCOMP_SET_MODE_FILTER = 1,

	LINUX_CLOCK_REALTIME = 0,
	LINUX_CLOCK_MONOTONIC = 1,
	LINUX_CLOCK_MONOTONIC_RAW = 4,
	LINUX_CLOCK_REALTIME_COARSE = 5,
	LINUX_CLOCK_MONOTONIC_COARSE = 6,
	LINUX_CLOCK_BOOTTIME = 7,
	LINUX_CLOCK_TAI = 11,
};

/* Events, devices and random numbers. */
struct linux_stat {
	unsigned long dev, ino, nlink;
	unsigned int mode, uid, gid, padding;
	unsigned long rdev;
	long size, blksize, blocks;
	struct linux_timespec atime, mtime, ctime;
	long unused[3];
};

struct linux_io_uring_params {
	unsigned int words[30];
};

struct linux_open_how {
	unsigned long flags, mode, resolve;
};

enum {
	LINUX_EFD_SEMAPHORE = 1,
	LINUX_O_ACCMODE = 03,
	LINUX_O_RDONLY = 0,
	LINUX_O_WRONLY = 01,
	LINUX_O_NOCTTY = 0400,
	LINUX_O_TRUNC = 01000,
	LINUX_O_APPEND = 02000,
	LINUX_O_DSYNC = 010000,
	LINUX_O_LARGEFILE = 0100000,
	LINUX_O_DIRECTORY = 0200000,
	LINUX_O_NOFOLLOW = 0400000,
	LINUX_O_SYNC = 04010000,
	LINUX_O_PATH = 010000000,
	LINUX_S_IFMT = 0170000,
	LINUX_S_IFCHR = 020000,
	LINUX_S_IFREG = 0100000,
	LINUX_MADV_WIPEONFORK = 18,
};

/* Sockets */
struct linux_sockaddr {
	unsigned short family;
	char data[14];
};

struct linux_msghdr {
	unsigned long name;
	int namelen, pad;
	unsigned long iov, iovlen;
	unsigned long control, controllen;
	unsigned int flags, pad2;
};

struct linux_mmsghdr {
	struct linux_msghdr header;
	unsigned int length, pad;
};

struct linux_cmsghdr {
	unsigned long length;
	int level, type;
};

enum {
	LINUX_AF_UNIX = 1,
	LINUX_SOCK_STREAM = 1,
	LINUX_SOCK_DGRAM = 2,
	LINUX_SOCK_SEQPACKET = 5,
	LINUX_SOCK_TYPE_MASK = 0xf,
	LINUX_SCM_RIGHTS = 1,
	LINUX_SIOCOUTQ = 0x5411,

	LINUX_MSG_OOB = 1,
	LINUX_MSG_PEEK = 2,
	LINUX_MSG_TRUNC = 0x20,
	LINUX_MSG_DONTWAIT = 0x40,
	LINUX_MSG_EOR = 0x80,
	LINUX_MSG_WAITALL = 0x100,
	LINUX_MSG_CONFIRM = 0x800,
	LINUX_MSG_NOSIGNAL = 0x4000,
	LINUX_MSG_MORE = 0x8000,
	LINUX_MSG_WAITFORONE = 0x10000,
	LINUX_MSG_CMSG_CLOEXEC = 0x40000000,

	LINUX_SOL_SOCKET = 1,
	LINUX_SO_DEBUG = 1,
	LINUX_SO_REUSEADDR = 2,
	LINUX_SO_DONTROUTE = 5,
	LINUX_SO_BROADCAST = 6,
	LINUX_SO_ERROR = 4,
	LINUX_SO_SNDBUF = 7,
	LINUX_SO_RCVBUF = 8,
	LINUX_SO_KEEPALIVE = 9,
	LINUX_SO_PRIORITY = 12,
	LINUX_SO_LINGER = 13,
	LINUX_SO_REUSEPORT = 15,
	LINUX_SO_RCVTIMEO = 20,
	LINUX_SO_SNDTIMEO = 21,
	LINUX_SO_SNDBUFFORCE = 32,
	LINUX_SO_RCVBUFFORCE = 33,
	LINUX_SO_MARK = 36,
	LINUX_SO_MEMINFO = 55,
	LINUX_SO_RCVTIMEO_NEW = 66,
	LINUX_SO_SNDTIMEO_NEW = 67,
};

/* poll, select and epoll. */

struct linux_pollfd {
	int fd;
	short events, revents;
};

/* Twelve bytes: the data is not aligned. */
struct linux_epoll_event {
	unsigned int events;
	unsigned int data_low, data_high;
};

struct linux_sigset_argpack {
	unsigned long set, size;
};

enum {
	LINUX_EPOLL_CTL_ADD = 1,
	LINUX_EPOLL_CTL_DEL = 2,
	LINUX_EPOLL_CTL_MOD = 3,
	LINUX_EFD_NONBLOCK = 04000,
	LINUX_EFD_CLOEXEC = 02000000,
	LINUX_RLIMIT_NOFILE = 7,
};

enum {
	LINUX_TFD_TIMER_ABSTIME = 1,
	LINUX_TFD_TIMER_CANCEL_ON_SET = 2,
	LINUX_POLLIN = 1,
};
