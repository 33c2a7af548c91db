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
#define STRINGS(ROW) \
	ALL_SIZES(ROW, memcpy) ALL_SIZES(ROW, memmove) ALL_SIZES(ROW, memset) ALL_SIZES(ROW, memcmp) \
	ALL_SIZES(ROW, memchr) ALL_SIZES(ROW, memrchr) ALL_SIZES(ROW, memmem) ALL_SIZES(ROW, strlen) \
	SIZES(ROW, strnlen) ALL_SIZES(ROW, strchr) SIZES(ROW, strchrnul) SIZES(ROW, strrchr) \
	ALL_SIZES(ROW, strcmp) SIZES(ROW, strncmp) SIZES(ROW, strcasecmp) SIZES(ROW, strncasecmp) \
	ALL_SIZES(ROW, strcpy) SIZES(ROW, stpcpy) SIZES(ROW, strncpy) SIZES(ROW, strcat) SIZES(ROW, strncat) \
	SIZES(ROW, strspn) SIZES(ROW, strcspn) SIZES(ROW, strpbrk) ALL_SIZES(ROW, strstr) \
	SIZES(ROW, wcslen) SIZES(ROW, wcschr) SIZES(ROW, wcscmp) SIZES(ROW, wmemchr) SIZES(ROW, wmemcmp) \
	SIZES(ROW, wmemset)
#define SORTS(ROW) \
	ROW(sort_int_100, "qsort, 100 ints", OTHER, .95, 1) \
	ROW(sort_int_10k, "qsort, 10,000 ints", OTHER, 1, 1) \
	ROW(sort_int_1m, "qsort, 10^6 ints", OTHER, 1, 1) \
	ROW(sort_ordered_100k, "qsort, 10^5 ints, ordered", OTHER, .95, 1) \
	ROW(sort_reversed_100k, "qsort, 10^5 ints, reversed", OTHER, .95, 1) \
	ROW(sort_few_100k, "qsort, 10^5 ints, few different", OTHER, .95, 1) \
	ROW(sort_saw_100k, "qsort, 10^5 ints, 1000 at a time", OTHER, .95, 1) \
	ROW(sort_double_100k, "qsort, 10^5 doubles", OTHER, .95, 1) \
	ROW(sort_record_100k, "qsort, 10^5 of 40 B", OTHER, .95, 1) \
	ROW(sort_string_1k, "qsort, 1000 strings", OTHER, .95, 1) \
	ROW(sort_string_100k, "qsort, 10^5 strings", OTHER, 1, 1)
#define NUMBERS(ROW) \
	ROW(print_int, "snprintf %d", OTHER, .95, 1) \
	ROW(print_long, "snprintf %ld", OTHER, .95, 1) \
	ROW(print_hex, "snprintf %08lx", OTHER, .95, 1) \
	ROW(print_padded, "snprintf %6d %-6d %06d", OTHER, .95, 1) \
	ROW(print_string, "snprintf %s", OTHER, .95, 1) \
	ROW(print_mixed, "snprintf %s: %d ...", OTHER, .95, 1) \
	ROW(print_text, "snprintf of text alone", OTHER, .95, 1) \
	ROW(print_g17, "snprintf %.17g, any double", OTHER, 1, 1) \
	ROW(print_uniform, "snprintf %.17g, 0 to 1", OTHER, 1, 1) \
	ROW(print_g, "snprintf %g, moderate", OTHER, 1, 1) \
	ROW(print_e, "snprintf %e, any double", OTHER, 1, 1) \
	ROW(print_f, "snprintf %f, moderate", OTHER, 1, 1) \
	ROW(print_f2, "snprintf %.2f, moderate", OTHER, 1, 1) \
	ROW(print_f17, "snprintf %.17f, 0 to 1", OTHER, 1, 1) \
	ROW(print_a, "snprintf %a", OTHER, .95, 1) \
	ROW(print_long_double, "snprintf %.18Lg", OTHER, .95, 1) \
	ROW(scan_double, "strtod, 17 digits, any", OTHER, 1, 1) \
	ROW(scan_uniform, "strtod, 17 digits, 0 to 1", OTHER, 1, 1) \
	ROW(scan_short, "strtod, 6 digits", OTHER, 1, 1) \
	ROW(scan_float, "strtof, 6 digits", OTHER, 1, 1) \
	ROW(scan_long, "strtol", OTHER, .95, 1) \
	ROW(scan_atoi, "atoi", OTHER, .95, 1) \
	ROW(scan_f_int, "sscanf %d", OTHER, .95, 1) \
	ROW(scan_f_double, "sscanf %lf", OTHER, .95, 1)
#define STREAMS(ROW) \
	ROW(stdio_getc, "getc", OTHER, 1, 1) \
	ROW(stdio_getc_unlocked, "getc_unlocked", OTHER, .95, 1) \
	ROW(stdio_putc, "putc", OTHER, 1, 1) \
	ROW(stdio_putc_unlocked, "putc_unlocked", OTHER, .95, 1) \
	ROW(stdio_fgets, "fgets, lines of 30 B", OTHER, .95, 1) \
	ROW(stdio_getline, "getline", OTHER, .95, 1) \
	ROW(stdio_fread_16, "fread, 16 B", OTHER, .95, 1) \
	ROW(stdio_fread_4k, "fread, 4 KB", OTHER, .95, 1) \
	ROW(stdio_fscanf, "fscanf of a line", OTHER, .95, 1) \
	ROW(stdio_fputs, "fputs, 20 B", OTHER, .95, 1) \
	ROW(stdio_fwrite_16, "fwrite, 16 B", OTHER, .95, 1) \
	ROW(stdio_fwrite_4k, "fwrite, 4 KB", OTHER, .95, 1) \
	ROW(stdio_fprintf, "fprintf %s %d", OTHER, .95, 1) \
	ROW(stdio_ungetc, "getc+ungetc", OTHER, .95, 1) \
	ROW(stdio_open_close, "fopen+fclose", OTHER, .95, 1) \
	ROW(threads_getc, "getc, 2 threads", OTHER, .95, 1) \
	ROW(threads_putc, "putc, 2 threads", OTHER, .95, 1) \
	ROW(threads_fgets, "fgets, 2 threads", OTHER, .95, 1) \
	ROW(threads_fputs, "fputs, 2 threads", OTHER, .95, 1)
#define TIMES(ROW) \
	ROW(time_gmtime, "gmtime_r", OTHER, .95, 1) \
	ROW(time_localtime_utc, "localtime_r, UTC", OTHER, .95, 1) \
	ROW(time_localtime_file, "localtime_r, Europe/Berlin", OTHER, .95, 1) \
	ROW(time_localtime_rule, "localtime_r, TZ rule", OTHER, .95, 1) \
	ROW(time_localtime_same_file, "the same within a day", OTHER, .95, 1) \
	ROW(time_mktime_file, "mktime, Europe/Berlin", OTHER, .95, 1) \
	ROW(time_mktime_rule, "mktime, TZ rule", OTHER, .95, 1) \
	ROW(time_timegm, "timegm", OTHER, .95, 1) \
	ROW(time_strftime, "strftime", OTHER, .95, 1) \
	ROW(time_strptime, "strptime", OTHER, .95, 1)
#define TEXTS(ROW) \
	ROW(text_mbrtowc_ascii, "mbrtowc, ASCII", OTHER, .95, 1) \
	ROW(text_mbrtowc_mixed, "mbrtowc, UTF-8", OTHER, .95, 1) \
	ROW(text_wcrtomb_mixed, "wcrtomb, UTF-8", OTHER, .95, 1) \
	ROW(text_mbstowcs_ascii, "mbstowcs, 4 KB ASCII", OTHER, .95, 1) \
	ROW(text_mbstowcs_mixed, "mbstowcs, 4 KB UTF-8", OTHER, .95, 1) \
	ROW(text_wcstombs_mixed, "wcstombs, UTF-8", OTHER, .95, 1) \
	ROW(text_iconv_ascii, "iconv to UTF-16, ASCII", OTHER, .95, 1) \
	ROW(text_iconv_mixed, "iconv to UTF-16, UTF-8", OTHER, .95, 1) \
	ROW(text_towupper_mixed, "towupper", OTHER, .95, 1) \
	ROW(text_iswalpha_mixed, "iswalpha", OTHER, .95, 1) \
	ROW(text_wcwidth_mixed, "wcwidth", OTHER, .95, 1) \
	ROW(text_strcoll_mixed, "strcoll", OTHER, .95, 1) \
	ROW(regex_word, "regexec, a word", OTHER, .95, 1) \
	ROW(regex_set, "regexec, [0-9]+", OTHER, .95, 1) \
	ROW(regex_group, "regexec, groups", OTHER, .95, 1) \
	ROW(regex_regcomp, "regcomp", OTHER, .95, 1) \
	ROW(regex_fnmatch, "fnmatch", OTHER, .95, 1) \
	ROW(various_getenv, "getenv", OTHER, .95, 1) \
	ROW(various_rand, "rand", OTHER, .95, 1) \
	ROW(various_random, "random", OTHER, .95, 1) \
	ROW(various_dlsym, "dlsym", OTHER, .95, 1)
#define THREADS(ROW) \
	ROW(thread_create, "pthread_create+join", OTHER, .95, 1) \
	ROW(thread_mutex, "mutex lock+unlock", OTHER, .95, 1) \
	ROW(thread_rwlock, "rwlock rdlock+unlock", OTHER, .95, 1) \
	ROW(thread_signal, "cond_signal, no waiter", OTHER, .95, 1) \
	ROW(thread_once, "pthread_once", OTHER, .95, 1) \
	ROW(thread_specific, "pthread_getspecific", OTHER, .95, 1) \
	ROW(thread_semaphore, "sem_post+wait", OTHER, .95, 1) \
	ROW(thread_contended, "mutex, 2 threads", OTHER, .95, 2)
#define FUNCTION(ROW, f) ROW(math_##f, #f, OTHER, .83, 1)
#define MATHS(ROW) \
	FUNCTION(ROW, sin) FUNCTION(ROW, cos) FUNCTION(ROW, tan) FUNCTION(ROW, asin) FUNCTION(ROW, acos) \
	FUNCTION(ROW, atan) FUNCTION(ROW, atan2) FUNCTION(ROW, sincos) FUNCTION(ROW, sinh) FUNCTION(ROW, cosh) \
	FUNCTION(ROW, tanh) FUNCTION(ROW, asinh) FUNCTION(ROW, exp) FUNCTION(ROW, exp2) FUNCTION(ROW, exp10) \
	FUNCTION(ROW, expm1) FUNCTION(ROW, log) FUNCTION(ROW, log2) FUNCTION(ROW, log10) FUNCTION(ROW, log1p) \
	FUNCTION(ROW, pow) FUNCTION(ROW, sqrt) FUNCTION(ROW, cbrt) FUNCTION(ROW, hypot) FUNCTION(ROW, fmod) \
	FUNCTION(ROW, remainder) FUNCTION(ROW, floor) FUNCTION(ROW, ceil) FUNCTION(ROW, trunc) FUNCTION(ROW, rint) \
	FUNCTION(ROW, round) FUNCTION(ROW, nearbyint) FUNCTION(ROW, lrint) FUNCTION(ROW, lround) FUNCTION(ROW, erf) \
	FUNCTION(ROW, tgamma) FUNCTION(ROW, lgamma) FUNCTION(ROW, fabs) FUNCTION(ROW, fma) FUNCTION(ROW, fmin) \
	FUNCTION(ROW, fmax) FUNCTION(ROW, copysign) FUNCTION(ROW, ldexp) FUNCTION(ROW, scalbn) FUNCTION(ROW, frexp) \
	FUNCTION(ROW, modf) FUNCTION(ROW, logb) FUNCTION(ROW, sinf) FUNCTION(ROW, cosf) FUNCTION(ROW, tanf) \
	FUNCTION(ROW, atanf) FUNCTION(ROW, tanhf) FUNCTION(ROW, expf) FUNCTION(ROW, exp2f) FUNCTION(ROW, logf) \
	FUNCTION(ROW, log2f) FUNCTION(ROW, powf) FUNCTION(ROW, sqrtf) FUNCTION(ROW, fmodf) FUNCTION(ROW, floorf) \
	FUNCTION(ROW, roundf) FUNCTION(ROW, rintf)
#define LIBC(ROW) STRINGS(ROW) SORTS(ROW) NUMBERS(ROW) STREAMS(ROW) TIMES(ROW) TEXTS(ROW) THREADS(ROW) MATHS(ROW)

/* Real programs once more, against glibc. */
#define PROGRAMS(ROW) \
	ROW(speedtest, "sqlite speedtest1", OTHER, 1, 1) \
	ROW(lua_compute, "lua: tables, strings", OTHER, 1, 1) \
	ROW(lua_files, "lua: files by line", OTHER, 1, 1) \
	ROW(lua_numbers, "lua: numbers as text", OTHER, 1, 1) \
	ROW(lua_patterns, "lua: patterns", OTHER, 1, 1) \
	ROW(lua_objects, "lua: small objects", OTHER, 1, 1) \
	ROW(lua_dates, "lua: dates, sorting", OTHER, 1, 1) \
	ROW(zstd, "zstd -3", OTHER, 1, 1) \
	ROW(bb_sort, "busybox sort", OTHER, 1, 1) \
	ROW(bb_grep, "busybox grep", OTHER, 1, 1) \
	ROW(bb_sha256, "busybox sha256sum", OTHER, 1, 1) \
	ROW(dash_loop, "dash: loop", OTHER, 1, 1) \
	ROW(redis_set, "redis SET", OTHER, 1, 2) \
	ROW(redis_get, "redis GET", OTHER, 1, 2) \
	ROW(redis_set_16, "redis SET, P 16", OTHER, 1, 2) \
	ROW(redis_get_16, "redis GET, P 16", OTHER, 1, 2) \
	ROW(nginx, "nginx, 1 KB", OTHER, 1, 2) \
	ROW(lighttpd, "lighttpd, 1 KB", OTHER, 1, 2)
