/* A file that is nowhere but in this code: /virtual/hello. Part of a program, or a
 * library that is preloaded into one. */
#define _GNU_SOURCE
#include <apus/kernel.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static const char path[] = "/virtual/hello";
static const char text[] = "Hello from a file that no disk has.\n";

static apus_handler *usual_open, *usual_openat;

/* The descriptor of a new file in memory with the text in it. */
static long open_virtual(long flags)
{
	if ((flags & O_ACCMODE) != O_RDONLY) return -EACCES;
	long fd = apus_kernel_handler(SYS_memfd_create)((long)path, flags & O_CLOEXEC ? MFD_CLOEXEC : 0, 0, 0, 0, 0);
	if (fd < 0) return fd;
	long n = apus_kernel_handler(SYS_pwrite64)(fd, (long)text, sizeof text - 1, 0, 0, 0);
	if (n == sizeof text - 1) return fd;
	apus_kernel_handler(SYS_close)(fd, 0, 0, 0, 0, 0);
	return n < 0 ? n : -EIO;
}

/* Linux copies a name before it looks at it, and answers EFAULT for a bad pointer.
 * This looks at the program's own: enough where the program is right. */
static int is_virtual(const char *name) { return name && !strcmp(name, path); }

static long our_open(long name, long flags, long mode, long d, long e, long f)
{
	return is_virtual((const char *)name) ? open_virtual(flags) : usual_open(name, flags, mode, d, e, f);
}

static long our_openat(long dir, long name, long flags, long mode, long e, long f)
{
	return is_virtual((const char *)name) ? open_virtual(flags) : usual_openat(dir, name, flags, mode, e, f);
}

__attribute__((constructor)) static void start(void)
{
	apus_kernel_override(SYS_open, our_open, &usual_open);
	apus_kernel_override(SYS_openat, our_openat, &usual_openat);
}
