/* The Linux UAPI that the kernel handles itself: x86-64 layouts and constants,
 * under names of their own so that no libc's headers get in the way. */
#pragma once

struct linux_timespec {
	long tv_sec;
	long tv_nsec;
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
	LINUX_AT_RANDOM = 25,
	LINUX_AT_HWCAP2 = 26,
	LINUX_AT_EXECFN = 31,
	LINUX_AT_SYSINFO_EHDR = 33,
	LINUX_HWCAP2_FSGSBASE = 2,

	LINUX_ARCH_SET_GS = 0x1001,
	LINUX_ARCH_SET_FS = 0x1002,
	LINUX_ARCH_GET_FS = 0x1003,
	LINUX_ARCH_GET_GS = 0x1004,

	LINUX_PROT_NONE = 0,
	LINUX_PROT_READ = 1,
	LINUX_PROT_WRITE = 2,
	LINUX_MAP_PRIVATE = 0x02,
	LINUX_MAP_FIXED = 0x10,
	LINUX_MAP_ANONYMOUS = 0x20,
	LINUX_MAP_FIXED_NOREPLACE = 0x100000,
	LINUX_MREMAP_FIXED = 2,
	LINUX_MADV_DONTFORK = 10,
	LINUX_SHM_REMAP = 040000,

	LINUX_CLONE_VM = 0x100,
	LINUX_CLONE_VFORK = 0x4000,
	LINUX_CLONE_THREAD = 0x10000,
	LINUX_CLONE_NEWUSER = 0x10000000,

	LINUX_SIG_SETMASK = 2,

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
