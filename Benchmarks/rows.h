/* The rows of the tables: ROW(id, what is measured, kind, least, cpus).
 * kind is how a call travels: ANSWERED: a trap on stock musl that Apus answers
 * from memory; PASSED: a trap on both; OTHER: anything else.
 * least is how many times as fast as on stock musl it has to be, 0 if the row
 * is for information; cpus how many it may use. */
#define MEMORY ANSWERED, 30, 1
#define TRAP PASSED, 1 / 1.03, 1
#define ELSE OTHER, 0, 1
#define CALLS(ROW) \
	ROW(ioctl, "ioctl(TIOCGWINSZ)", TRAP) \
	ROW(getppid, "getppid", TRAP) \
	ROW(getpid, "getpid", MEMORY) \
	ROW(getuid, "getuid", MEMORY) \
	ROW(gettid, "syscall(SYS_gettid)", MEMORY) \
	ROW(clock_monotonic, "clock_gettime MONOTONIC", ELSE) \
	ROW(clock_realtime, "clock_gettime REALTIME", ELSE) \
	ROW(clock_coarse, "clock_gettime COARSE", ELSE) \
	ROW(gettimeofday, "gettimeofday", ELSE) \
	ROW(time, "time", ELSE) \
	ROW(uname, "uname", ELSE) \
	ROW(getcpu, "sched_getcpu", ELSE) \
	ROW(read_zero, "read 64 B /dev/zero", TRAP) \
	ROW(read_null, "read 64 B /dev/null", TRAP) \
	ROW(write_zero, "write 64 B /dev/zero", TRAP) \
	ROW(write_null, "write 64 B /dev/null", TRAP) \
	ROW(pipe, "pipe write+read 64 B", TRAP) \
	ROW(open, "open+close /dev/null", TRAP) \
	ROW(mmap, "mmap+munmap 1 page", TRAP) \
	ROW(futex, "futex wake, no waiter", TRAP) \
	ROW(fork, "fork+wait", TRAP) \
	ROW(thread, "pthread_create+join", TRAP)

/* What programs use to talk to themselves, and what they need the host for. */
#define INFORM OTHER, 0, 1
#define HOST PASSED, .97, 1
#define OBJECTS(ROW) \
	ROW(pipe_64, "pipe, 64 B", OTHER, 12, 1) \
	ROW(eventfd, "eventfd", OTHER, 12, 1) \
	ROW(stream_64, "socketpair stream, 64 B", OTHER, 12, 1) \
	ROW(dgram_64, "socketpair dgram, 64 B", INFORM) \
	ROW(seqpacket_64, "socketpair seqpacket, 64 B", INFORM) \
	ROW(pipe_4k, "pipe, 4 KB", OTHER, 4, 1) \
	ROW(far_pipe, "2 cores: pipe", OTHER, 20, 2) \
	ROW(far_eventfd, "2 cores: eventfd", OTHER, 20, 2) \
	ROW(far_stream, "2 cores: socketpair", OTHER, 20, 2) \
	ROW(far_condvar, "2 cores: mutex+condvar", OTHER, 20, 2) \
	ROW(far_semaphore, "2 cores: semaphore", OTHER, 20, 2) \
	ROW(near_pipe, "1 core: pipe", OTHER, .97, 2) \
	ROW(near_eventfd, "1 core: eventfd", OTHER, .97, 2) \
	ROW(near_stream, "1 core: socketpair", OTHER, .97, 2) \
	ROW(near_condvar, "1 core: mutex+condvar", OTHER, .97, 2) \
	ROW(near_semaphore, "1 core: semaphore", OTHER, .97, 2) \
	ROW(epoll_1000, "epoll_wait, 1 of 1000", OTHER, 4, 1) \
	ROW(epoll_cycle, "the same, set and cleared", INFORM) \
	ROW(poll_100, "poll, 1 of 100", INFORM) \
	ROW(timer_early, "timerfd: set, read early", INFORM) \
	ROW(timer_at_once, "timerfd: set, epoll, read", INFORM) \
	ROW(timer_20us, "the same, 20 us", INFORM) \
	ROW(crowd_own, "8 threads, 8 pipes", OTHER, 3, 2) \
	ROW(crowd_shared, "8 threads, one pipe", OTHER, 1, 2) \
	ROW(fork_exit, "fork+exit+wait", HOST) \
	ROW(fork_exec, "fork+exec+wait, static", HOST) \
	ROW(vfork_exec, "vfork+exec+wait, static", INFORM) \
	ROW(spawn, "posix_spawn+wait, static", INFORM) \
	ROW(getrandom, "getrandom, 16 B", INFORM) \
	ROW(null_64, "write /dev/null, 64 B", INFORM) \
	ROW(zero_64, "read /dev/zero, 64 B", INFORM) \
	ROW(mixed_tcp, "epoll: TCP peer, eventfd", HOST) \
	ROW(mixed_unix, "epoll: Unix peer, eventfd", HOST) \
	ROW(host_poll, "poll, 1 of 8 UDP sockets", HOST) \
	ROW(host_zero, "inherited /dev/zero, 1 B", HOST) \
	ROW(host_pread, "pread of a file, 64 B", HOST)

/* Real programs: Benchmarks/apps/worker runs them. */
#define APPS(ROW) \
	ROW(redis_set, "redis SET, TCP", PASSED, .97, 2) \
	ROW(redis_get, "redis GET, TCP", PASSED, .97, 2) \
	ROW(redis_set_16, "redis SET, TCP, P 16", PASSED, .97, 2) \
	ROW(redis_get_16, "redis GET, TCP, P 16", PASSED, .97, 2) \
	ROW(redis_unix_set, "redis SET, Unix", PASSED, .97, 2) \
	ROW(redis_unix_get, "redis GET, Unix", PASSED, .97, 2) \
	ROW(redis_unix_set_16, "redis SET, Unix, P 16", PASSED, .97, 2) \
	ROW(redis_unix_get_16, "redis GET, Unix, P 16", PASSED, .97, 2) \
	ROW(sqlite_memory, "sqlite script, memory", OTHER, .97, 1) \
	ROW(sqlite_file, "sqlite script, file", OTHER, .97, 1) \
	ROW(lua_compute, "lua: tables, strings", OTHER, .97, 1) \
	ROW(lua_files, "lua: files by line", OTHER, .97, 1) \
	ROW(sh_loop, "busybox sh: loop", OTHER, .97, 1) \
	ROW(sh_pipeline, "busybox sh: pipelines", OTHER, .97, 2) \
	ROW(sh_sort, "busybox sh: sort", OTHER, .97, 1)

/* The C library's functions, against glibc's: each with amounts, which
 * Benchmarks/libc/strings.c explains. */
#define BELOW_1K(ROW, f) \
	ROW(f##_16, #f ", 1-16 B", OTHER, .95, 1) \
	ROW(f##_64, #f ", 17-64 B", OTHER, .95, 1) \
	ROW(f##_256, #f ", 65-256 B", OTHER, .95, 1)
#define SIZES(ROW, f) BELOW_1K(ROW, f) \
	ROW(f##_4k, #f ", 4 KB aligned", OTHER, .95, 1) \
	ROW(f##_cold, #f ", 17-256 B, cold", OTHER, .95, 1)
#define ALL_SIZES(ROW, f) BELOW_1K(ROW, f) \
	ROW(f##_32, #f ", 32 B aligned", OTHER, .95, 1) \
	ROW(f##_1k, #f ", 1 KB", OTHER, .95, 1) \
	ROW(f##_4k, #f ", 4 KB aligned", OTHER, .95, 1) \
	ROW(f##_64k, #f ", 64 KB", OTHER, .95, 1) \
	ROW(f##_1m, #f ", 1 MB aligned", OTHER, .95, 1) \
	ROW(f##_16m, #f ", 16 MB", OTHER, .95, 1) \
	ROW(f##_cold, #f ", 17-256 B, cold", OTHER, .95, 1)
#define LIBC(ROW) \
	ALL_SIZES(ROW, memcpy) ALL_SIZES(ROW, memmove) ALL_SIZES(ROW, memset) ALL_SIZES(ROW, memcmp) \
	ALL_SIZES(ROW, memchr) ALL_SIZES(ROW, memrchr) ALL_SIZES(ROW, memmem) ALL_SIZES(ROW, strlen) \
	SIZES(ROW, strnlen) ALL_SIZES(ROW, strchr) SIZES(ROW, strchrnul) SIZES(ROW, strrchr) \
	ALL_SIZES(ROW, strcmp) SIZES(ROW, strncmp) SIZES(ROW, strcasecmp) SIZES(ROW, strncasecmp) \
	ALL_SIZES(ROW, strcpy) SIZES(ROW, stpcpy) SIZES(ROW, strncpy) SIZES(ROW, strcat) SIZES(ROW, strncat) \
	SIZES(ROW, strspn) SIZES(ROW, strcspn) SIZES(ROW, strpbrk) ALL_SIZES(ROW, strstr) \
	SIZES(ROW, wcslen) SIZES(ROW, wcschr) SIZES(ROW, wcscmp) SIZES(ROW, wmemchr) SIZES(ROW, wmemcmp) \
	SIZES(ROW, wmemset)
