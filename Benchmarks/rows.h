/* The rows of the table: ROW(id, what is called, kind).
 * ANSWERED: a trap on stock musl that Apus answers from memory.
 * PASSED: a trap on both. OTHER: anything else. */
#define ROWS(ROW) \
	ROW(ioctl, "ioctl(TIOCGWINSZ)", PASSED) \
	ROW(getppid, "getppid", PASSED) \
	ROW(getpid, "getpid", ANSWERED) \
	ROW(getuid, "getuid", ANSWERED) \
	ROW(gettid, "syscall(SYS_gettid)", ANSWERED) \
	ROW(clock_monotonic, "clock_gettime MONOTONIC", OTHER) \
	ROW(clock_realtime, "clock_gettime REALTIME", OTHER) \
	ROW(clock_coarse, "clock_gettime COARSE", OTHER) \
	ROW(gettimeofday, "gettimeofday", OTHER) \
	ROW(time, "time", OTHER) \
	ROW(uname, "uname", OTHER) \
	ROW(getcpu, "sched_getcpu", OTHER) \
	ROW(read_zero, "read 64 B /dev/zero", PASSED) \
	ROW(read_null, "read 64 B /dev/null", PASSED) \
	ROW(write_zero, "write 64 B /dev/zero", PASSED) \
	ROW(write_null, "write 64 B /dev/null", PASSED) \
	ROW(pipe, "pipe write+read 64 B", PASSED) \
	ROW(open, "open+close /dev/null", PASSED) \
	ROW(mmap, "mmap+munmap 1 page", PASSED) \
	ROW(futex, "futex wake, no waiter", PASSED) \
	ROW(fork, "fork+wait", PASSED) \
	ROW(thread, "pthread_create+join", PASSED)
