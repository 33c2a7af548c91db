/* Names that glibc has for functions of musl's. */
#include "glibc.h"

#define ALIAS(name, function) GLIBC_ALIAS(name, function)

/* Large files are the only ones there are on x86-64. */
#define LFS64(name) ALIAS(name##64, name)
LFS64(aio_cancel) LFS64(aio_error) LFS64(aio_fsync) LFS64(aio_read) LFS64(aio_return) LFS64(aio_suspend) LFS64(aio_write)
LFS64(alphasort) LFS64(creat) LFS64(fallocate) LFS64(fcntl) LFS64(fgetpos) LFS64(fopen) LFS64(freopen) LFS64(fseeko)
LFS64(fsetpos) LFS64(fstat) LFS64(fstatat) LFS64(fstatfs) LFS64(fstatvfs) LFS64(ftello) LFS64(ftruncate) LFS64(ftw)
LFS64(getrlimit) LFS64(lio_listio) LFS64(lockf) LFS64(lseek) LFS64(lstat) LFS64(mkostemp) LFS64(mkostemps)
LFS64(mkstemp) LFS64(mkstemps) LFS64(mmap) LFS64(open) LFS64(openat) LFS64(posix_fadvise) LFS64(posix_fallocate) LFS64(pread)
LFS64(preadv) LFS64(prlimit) LFS64(pwrite) LFS64(pwritev) LFS64(readdir) LFS64(scandir) LFS64(sendfile) LFS64(setrlimit)
LFS64(stat) LFS64(statfs) LFS64(statvfs) LFS64(tmpfile) LFS64(truncate) LFS64(versionsort) LFS64(nftw)
ALIAS(readdir64_r, readdir_r) ALIAS(__xstat64, __xstat) ALIAS(__fxstat64, __fxstat) ALIAS(__lxstat64, __lxstat)
ALIAS(__fxstatat64, __fxstatat) ALIAS(llseek, lseek)

/* The same with underscores, from the time when libraries of glibc's own called each other. */
#define UNDER(name) ALIAS(__##name, name)
UNDER(asprintf) UNDER(bzero) UNDER(close) UNDER(connect) UNDER(dcgettext) UNDER(dgettext) UNDER(dn_comp) UNDER(dn_expand)
UNDER(dn_skipname) UNDER(dup2) UNDER(endmntent) UNDER(fcntl) UNDER(ffs) UNDER(fork) UNDER(getauxval) UNDER(getmntent_r)
UNDER(getpagesize) UNDER(getpgid) UNDER(getpid) UNDER(gettimeofday) UNDER(lseek) UNDER(mbrlen) UNDER(mbrtowc)
UNDER(mempcpy) UNDER(nanosleep) UNDER(open) UNDER(pipe) UNDER(poll) UNDER(pthread_getspecific)
UNDER(pthread_mutexattr_destroy) UNDER(pthread_mutexattr_init)
UNDER(pthread_rwlock_destroy) UNDER(pthread_rwlock_init) UNDER(pthread_rwlock_rdlock) UNDER(pthread_rwlock_tryrdlock)
UNDER(pthread_rwlock_trywrlock) UNDER(pthread_rwlock_unlock) UNDER(pthread_rwlock_wrlock) UNDER(pthread_setspecific)
UNDER(pthread_once) UNDER(read) UNDER(res_init) UNDER(res_query) UNDER(res_querydomain) UNDER(res_search) UNDER(sbrk)
UNDER(sched_get_priority_max) UNDER(sched_get_priority_min) UNDER(sched_yield) UNDER(secure_getenv) UNDER(select) UNDER(send)
UNDER(setmntent) UNDER(setpgid) UNDER(sigaction) UNDER(sigsuspend) UNDER(statfs) UNDER(stpcpy) UNDER(stpncpy) UNDER(strcasecmp)
UNDER(strcasestr) UNDER(strdup) UNDER(strndup) UNDER(strtok_r) UNDER(strverscmp) UNDER(towctrans) UNDER(vsnprintf)
UNDER(vsscanf) UNDER(wait) UNDER(waitpid) UNDER(write) UNDER(clone) UNDER(adjtimex) UNDER(sigaddset) UNDER(sigdelset)
UNDER(sigismember)
ALIAS(__open64, open) ALIAS(__pread64, pread) ALIAS(__pwrite64, pwrite) ALIAS(__vfork, vfork)
ALIAS(__vfscanf, vfscanf) ALIAS(__bsd_getpgrp, getpgid) ALIAS(__arch_prctl, arch_prctl)
ALIAS(__pthread_key_create, pthread_key_create) ALIAS(__isascii_l, isascii)
ALIAS(__libc_malloc, malloc) ALIAS(__libc_calloc, calloc) ALIAS(__libc_realloc, realloc) ALIAS(__libc_free, free)
ALIAS(__libc_memalign, memalign) ALIAS(__libc_valloc, valloc) ALIAS(cfree, free)
ALIAS(pthread_yield, sched_yield) ALIAS(timelocal, mktime) ALIAS(ssignal, signal) ALIAS(gsignal, raise)
ALIAS(strtoq, strtoll) ALIAS(strtouq, strtoull) ALIAS(wcstoq, wcstoll) ALIAS(wcstouq, wcstoull)
ALIAS(_tolower, tolower) ALIAS(_toupper, toupper) ALIAS(gamma, lgamma) ALIAS(gammaf, lgammaf) ALIAS(gammal, lgammal)
ALIAS(__mempcpy_small, mempcpy) ALIAS(__memcmpeq, memcmp)
ALIAS(pthread_mutex_consistent_np, pthread_mutex_consistent)
ALIAS(pthread_mutexattr_getrobust_np, pthread_mutexattr_getrobust)
ALIAS(pthread_mutexattr_setrobust_np, pthread_mutexattr_setrobust)

/* stdio before it was standard. */
#define IO(name) ALIAS(_IO_##name, name)
IO(fclose) IO(fdopen) IO(feof) IO(ferror) IO(fflush) IO(fgetpos) IO(fgets) IO(flockfile) IO(fopen) IO(fprintf) IO(fputs) IO(fread)
IO(fsetpos) IO(ftell) IO(ftrylockfile) IO(funlockfile) IO(fwrite) IO(getc) IO(popen) IO(putc)
IO(setbuffer) IO(setvbuf) IO(sprintf) IO(sscanf) IO(ungetc) IO(vsprintf)
ALIAS(_IO_fgetpos64, fgetpos) ALIAS(_IO_fsetpos64, fsetpos) ALIAS(_IO_vfprintf, vfprintf) ALIAS(_IO_vfscanf, vfscanf)

/* C23's conversions, of which only the binary constants of strtol are new. */
#define C23(name) ALIAS(__isoc23_##name, name)
C23(fscanf) C23(sscanf) C23(vfscanf) C23(vsscanf)
C23(fwscanf) C23(swscanf) C23(vfwscanf) C23(vswscanf)
C23(wcstol) C23(wcstoul) C23(wcstoll) C23(wcstoull) C23(wcstoimax) C23(wcstoumax)

/* Functions of old that changed: the old kinds, where ours does for both. */
GLIBC_OLD_ALIAS(memcpy, "2.2.5", memmove)
