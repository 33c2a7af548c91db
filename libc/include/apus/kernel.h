/* Answering system calls with functions of one's own, in a program that runs on
 * Apus. Every system call of libc is a call through a table; here its entries are
 * asked and changed.
 *
 * A change is possible until main starts, while there is one thread: from a
 * function with __attribute__((constructor)) of the program, or of a library that
 * is loaded with it, LD_PRELOAD's included. It holds for the process, for all its
 * threads and for the children that it forks, until it execs.
 *
 * Some calls do not come through the table, and an override does not see them:
 *	clone(3), pthread_create and posix_spawn (SYS_clone), vfork(3) (SYS_vfork)
 *	the end of a detached thread (SYS_munmap, SYS_exit)
 *	the return from a signal handler (SYS_rt_sigreturn)
 *	calls that the kernel makes of its own
 *	system call instructions in the program's own code
 * One function of libc can make different calls: open(3) and fopen(3) make SYS_open,
 * openat(3) makes SYS_openat. */
#ifndef APUS_KERNEL_H
#define APUS_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/* What answers a call: it gets the six arguments as they are in the registers,
 * those that the call does not have with any value, and returns the result or the
 * negative of an error number. It leaves errno alone.
 *
 * It runs as a part of libc wherever the call is made: in any thread, also with all
 * signals blocked, in a signal handler, in the child of a vfork or a posix_spawn, on
 * whatever stack there is. Calls that it makes through libc are calls like any
 * others, and can be its own again. */
typedef long apus_handler(long, long, long, long, long, long);

/* What answers a call now, the override if there is one. To call it makes the
 * system call without errno and without cancellation. A number outside of the
 * table has a handler too, which returns -ENOSYS. Never null. */
apus_handler *apus_kernel_handler(long number);

/* From now on `handler` answers the call `number` (SYS_... of <sys/syscall.h>). If
 * `old` is not null, what answered it until now is stored there: for an override to
 * go on to, with the arguments that it got or with others, and to undo it.
 *
 * A call that does not go on has not happened for the kernel and for the host. The
 * kernel has to see those calls that it keeps account of, above all of memory,
 * descriptors, signals, identity and processes, in order to stay right.
 *
 * Where libc makes the call as a cancellation point, a cancelled thread ends before
 * the override runs or when it returns -EINTR. What waits within it goes on waiting.
 *
 * Returns 0, or
 *	-EINVAL	the table has no such number, or `handler` is null
 *	-EPERM	main has started, or there is or was a second thread
 *	another negative error number, as the host refused to make the table writable */
int apus_kernel_override(long number, apus_handler *handler, apus_handler **old);

/* The version of Apus, such as "0.1.0". */
const char *apus_kernel_version(void);

#ifdef __cplusplus
}
#endif

#endif
