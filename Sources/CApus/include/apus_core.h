/* What the kernel has in assembly, and what C and assembly see of the kernel. */
#pragma once

#define APUS_CALLS 512
#define APUS_FIRST_THREADS 4
#define APUS_FIRST_ARENA 8192
#define APUS_SIZES 26

/* Memory that every process writes, and memory that few do: the linker puts each together. */
#define APUS_FIRST __attribute__((section(".bss.apus_first,\"aw\",@nobits#")))
#define APUS_LAST __attribute__((section(".bss.apus_last,\"aw\",@nobits#")))
#define APUS_THREADS 16384

#define APUS_ROUSED 2
#define APUS_SHARES_MEMORY 1
#define APUS_IS_TRACED 2

/* What the kernel keeps of one thread; its address is the thread's GS base. */
struct apus_thread {
	struct apus_thread *self;        /* first: read through GS */
	int pid, tid;                    /* 0 until asked for */
	unsigned ids[6];                 /* real, effective and saved uid, then gid */
	int in_use;
	char ids_known;
	char borrowed;                   /* by a vfork child: its parent gives it back */
	char leader;                     /* of its process: the two numbers are one */
	char shares_memory;              /* APUS_SHARES_MEMORY: with the process that made its process; APUS_IS_TRACED */
	volatile int in_kernel;          /* a signal that arrives now is kept until it is 0; 2 at a cancellation point */
	unsigned held;                   /* SIGSEGV and SIGBUS, sent while the program blocks them */
	volatile int kept;               /* how many are */
	int roused;                      /* threads in `rouse` */

	unsigned park;                   /* enum apus_park; the futex word that the thread sleeps on */
	int wake_descriptor;             /* of the host wait that it sleeps in */
	unsigned long signal_mask;       /* to go back to after a clone */
	unsigned long masked_faults;     /* SIGSEGV and SIGBUS, where the program holds them for blocked */
	struct apus_kept *kept_signals;
	unsigned spin;                   /* how long it pays to wait before sleep */
	short waker_cpu;                 /* where the thread ran that woke this one last */
	short spinless;                  /* sleeps since it last paid to wait */
	struct apus_thread *rouse[APUS_ROUSED];  /* awake, but asleep in the host until the locks are free */
	unsigned suspended_faults;       /* the masked ones to go back to after sigsuspend, and 1 */
	int redirection;                 /* the descriptor of a call whose own was closed, or 0 */
};

/* The state of a thread that waits. Whoever has something for it stores AWAKE. */
enum apus_park { APUS_AWAKE, APUS_WAITING, APUS_ASLEEP, APUS_IN_HOST };

/* Signals that arrived while their thread was in the kernel, those that Linux
 * would have handled first in front. After one all are blocked but SIGSEGV and
 * SIGBUS; the others are what the host had begun to deliver together with it. */
#define APUS_KEPT 4
struct apus_kept {
	unsigned long *edge;             /* the stack where they are being delivered */
	unsigned long mask;              /* the program's */
	unsigned char held_info[2][128]; /* of SIGSEGV, SIGBUS */
	unsigned char info[APUS_KEPT][128];
	void *exec_memory;               /* of a vfork child that has gone on to another program */
	unsigned long exec_size;
};

/* How a thread finds its block. */
enum apus_gs { APUS_GS_OFF, APUS_GS_PRCTL, APUS_GS_FSGSBASE };

typedef long apus_call(long, long, long, long, long, long);

#define APUS_INLINE static inline __attribute__((always_inline))
#define APUS_HIDDEN __attribute__((visibility("hidden")))

/* What libc does with the calls of a batch: the table leads through its stubs. */
struct apus_recorder {
	int (*takes)(long n);            /* a call that is a cancellation point; if not, what is recorded has been made */
	void (*clone_begins)(long flags);
	void (*clone_ends)(long flags);  /* in the parent */
};

/* What every process writes, in one place: each page that it touches costs a
 * program at the start, and again in the child of each fork. */
struct apus_state {
	struct apus_thread threads[APUS_FIRST_THREADS];
	struct apus_thread *more;        /* the blocks beyond the first, mapped at need */
	int gs_mode;
	int counting;
	int owns_faults;                 /* SIGSEGV and SIGBUS come to the kernel, and are never blocked */
	unsigned descriptor_end;         /* above any descriptor that is the kernel's */
	int table_closed;                /* to overrides */
	int statistics_signal;           /* that asks for the counts, or 0 */
	unsigned next_thread;
	unsigned thread_end;             /* above any block that was ever in use */
	int heap_lock;
	int early;                       /* threads that got a signal before they had a block */
	struct apus_free_block *freed[APUS_SIZES];
	char *arena, *arena_end;
	char *free_page, *pages, *pages_end;
	int has_own_name;                /* libc.so has loaded the program, and apus_own_name is its */
	const struct apus_recorder *recorder;  /* of calls, from the first batch on */
};

extern APUS_HIDDEN struct apus_state apus_state;
#define APUS_MORE_THREADS ((APUS_THREADS-APUS_FIRST_THREADS)*sizeof(struct apus_thread))
#define APUS_MORE_KEPT ((APUS_THREADS-APUS_FIRST_THREADS)*sizeof(struct apus_kept))
extern APUS_HIDDEN unsigned long apus_counts[APUS_CALLS];
extern APUS_HIDDEN unsigned long apus_host_calls[APUS_CALLS];
extern APUS_HIDDEN unsigned long apus_failures[APUS_CALLS];
extern APUS_HIDDEN apus_call *apus_base_table[APUS_CALLS];
/* What the table held before its calls could be recorded; null where they cannot. */
extern APUS_HIDDEN apus_call *apus_direct_table[APUS_CALLS];
extern APUS_HIDDEN const char apus_count_stubs[], apus_pass_stubs[], apus_host_stubs[];
extern APUS_HIDDEN const char apus_gate_begin[], apus_gate_end[];

/* The open files of descriptors that are the kernel's, null for the host's. */
#define APUS_DESCRIPTORS 65536
extern APUS_HIDDEN void *apus_descriptors[APUS_DESCRIPTORS];

/* Queues of the threads that wait for private futexes, by address. */
#define APUS_FUTEX_BUCKETS 64
struct apus_futex_bucket {
	void *first, *last;
	unsigned lock;
};
extern APUS_HIDDEN struct apus_futex_bucket apus_futex_buckets[APUS_FUTEX_BUCKETS];
APUS_INLINE struct apus_futex_bucket *apus_futex_bucket(long i) { return &apus_futex_buckets[i]; }

/* The host gate: a system call as Linux takes it. */
APUS_HIDDEN long apus_host(long, long, long, long, long, long, long);

APUS_HIDDEN apus_call apus_enosys;

#define APUS_HOST(n) APUS_HIDDEN apus_call apus_host_##n;
#define APUS_TEN(t) APUS_HOST(t##0) APUS_HOST(t##1) APUS_HOST(t##2) APUS_HOST(t##3) APUS_HOST(t##4) \
	APUS_HOST(t##5) APUS_HOST(t##6) APUS_HOST(t##7) APUS_HOST(t##8) APUS_HOST(t##9)
#define APUS_HUNDRED(h) APUS_TEN(h##0) APUS_TEN(h##1) APUS_TEN(h##2) APUS_TEN(h##3) APUS_TEN(h##4) \
	APUS_TEN(h##5) APUS_TEN(h##6) APUS_TEN(h##7) APUS_TEN(h##8) APUS_TEN(h##9)
APUS_TEN() APUS_TEN(1) APUS_TEN(2) APUS_TEN(3) APUS_TEN(4) APUS_TEN(5) APUS_TEN(6) APUS_TEN(7) APUS_TEN(8) APUS_TEN(9)
APUS_HUNDRED(1) APUS_HUNDRED(2) APUS_HUNDRED(3) APUS_HUNDRED(4)
APUS_HOST(500) APUS_HOST(501) APUS_HOST(502) APUS_HOST(503) APUS_HOST(504) APUS_HOST(505)
APUS_HOST(506) APUS_HOST(507) APUS_HOST(508) APUS_HOST(509) APUS_HOST(510) APUS_HOST(511)

/* The calling thread's block, or null where GS is not ours: before boot, in a
 * program that took GS for itself, or past APUS_THREADS threads. */
APUS_INLINE struct apus_thread *apus_thread_self(void)
{
	unsigned long gs;
	int mode = apus_state.gs_mode;
	if (__builtin_expect(mode == APUS_GS_FSGSBASE, 1))
		__asm__ volatile ("rdgsbase %0" : "=r"(gs));
	else if (mode == APUS_GS_PRCTL)
		__asm__ volatile ("mov %%gs:0,%0" : "=r"(gs));
	else
		return 0;
	if (gs - (unsigned long)apus_state.threads < sizeof apus_state.threads) return (struct apus_thread *)gs;
	if (gs - (unsigned long)apus_state.more < APUS_MORE_THREADS && apus_state.more) return (struct apus_thread *)gs;
	return 0;
}

APUS_INLINE long apus_thread_install(struct apus_thread *t)
{
	if (apus_state.gs_mode == APUS_GS_OFF) return -1;
	if (apus_state.gs_mode == APUS_GS_PRCTL) return apus_host(158, 0x1001, (long)t, 0, 0, 0, 0);
	__asm__ volatile ("wrgsbase %0" : : "r"(t));
	return 0;
}

/* Stores AWAKE in the thread and, if it sleeps, ends that. The block may be
 * another thread's by now, which then wakes for nothing. */
APUS_HIDDEN void apus_wake(struct apus_thread *);
/* The same, with the end of the sleep left for apus_rouse where `self` has room for it. */
APUS_HIDDEN void apus_wake_later(struct apus_thread *self, struct apus_thread *);
APUS_HIDDEN void apus_rouse(struct apus_thread *self);
/* libc's answer, if cancellation is in the program: whether the calling thread is
 * cancelled and a cancellation point acts upon that. */
APUS_HIDDEN int apus_is_cancelled(void) __attribute__((weak));
/* Sleeps while the block is WAITING, until an absolute time of the clock if there is one.
 * Returns 0 or -ETIMEDOUT; a kept signal ends it like a wake. */
APUS_HIDDEN long apus_sleep(struct apus_thread *, const void *timeout, int realtime);
/* The same by CLOCK_MONOTONIC, to the nanosecond: the thread has no timer slack meanwhile. */
APUS_HIDDEN long apus_sleep_exactly(struct apus_thread *, const void *time);
/* In host memory faults are not faults of the program: bytes that could not be copied. */
APUS_HIDDEN unsigned long apus_copy(void *to, const void *from, unsigned long n);
APUS_HIDDEN unsigned long apus_fill(void *to, int byte, unsigned long n);
/* 0 or -EFAULT, for an aligned word of the program. */
APUS_HIDDEN long apus_load_word(const unsigned *from, unsigned *value);
APUS_HIDDEN long apus_replace_word(unsigned *at, unsigned expected, unsigned desired, unsigned *found);

/* Runs the program's handlers for the kept signals. The thread has left the kernel.
 * Returns 1 if a call that they interrupted is to be started again. */
APUS_HIDDEN long apus_deliver_kept(struct apus_thread *);

APUS_HIDDEN struct apus_thread *apus_thread_take(void);
APUS_HIDDEN void apus_thread_give_back(struct apus_thread *);
APUS_HIDDEN void apus_thread_keep_only(struct apus_thread *);

/* Whether there has ever been more than one thread, as far as blocks tell. */
APUS_INLINE void apus_note_threads(void) { if (apus_state.thread_end < 2) apus_state.thread_end = 2; }
APUS_INLINE int apus_has_threads(void) { return apus_state.thread_end != 1; }
/* A lock word. With one thread there is nobody to keep out: a handler does not
 * run in the kernel, and no thread starts while another holds a lock. */
APUS_HIDDEN void apus_lock_slowly(unsigned *);
APUS_HIDDEN int apus_spins(void);
/* What a thread does that has looked at a lock so many times: it pauses, yields, or sleeps for a moment. */
APUS_HIDDEN void apus_back_off(unsigned tries);
APUS_INLINE void apus_lock(unsigned *word)
{
	if (!apus_has_threads()) return;
	if (__builtin_expect(__atomic_exchange_n(word, 1, __ATOMIC_ACQUIRE), 0)) apus_lock_slowly(word);
}
APUS_INLINE void apus_unlock(unsigned *word) { __atomic_store_n(word, 0, __ATOMIC_RELEASE); }

APUS_HIDDEN void apus_heap_hold(void);
APUS_HIDDEN void apus_heap_let_go(void);

/* Memory of the kernel's heap: 0, or 12 if there is none. */
APUS_HIDDEN int apus_heap_memalign(void **, unsigned long alignment, unsigned long size);
APUS_HIDDEN void apus_heap_free(void *);

/* A page that nobody has, with any content, or null. */
APUS_HIDDEN void *apus_page_take(void);
APUS_HIDDEN void apus_page_give_back(void *);

APUS_INLINE unsigned apus_descriptor_end(void) { return apus_state.descriptor_end; }
APUS_INLINE void apus_set_descriptor_end(unsigned n) { apus_state.descriptor_end = n; }
APUS_INLINE void *apus_descriptor(unsigned n) { return __atomic_load_n(&apus_descriptors[n], __ATOMIC_ACQUIRE); }
APUS_INLINE void apus_set_descriptor(unsigned n, void *file) { __atomic_store_n(&apus_descriptors[n], file, __ATOMIC_RELEASE); }
APUS_INLINE unsigned long apus_ticks(void) { return __builtin_ia32_rdtsc(); }
APUS_INLINE unsigned apus_park(struct apus_thread *t) { return __atomic_load_n(&t->park, __ATOMIC_ACQUIRE); }
APUS_INLINE void apus_set_park(struct apus_thread *t, unsigned state) { __atomic_store_n(&t->park, state, __ATOMIC_SEQ_CST); }
APUS_INLINE int apus_change_park(struct apus_thread *t, unsigned from, unsigned to)
{
	return __atomic_compare_exchange_n(&t->park, &from, to, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}
/* Compilers keep all of the kernel's accesses on their side of these two. */
APUS_INLINE void apus_enter(struct apus_thread *t, int how) { t->in_kernel = how; __asm__ volatile ("" : : : "memory"); }
APUS_INLINE void apus_leave(struct apus_thread *t) { __asm__ volatile ("" : : : "memory"); t->in_kernel = 0; __asm__ volatile ("" : : : "memory"); }
/* The CPU's number, from where getcpu has it in every Linux. */
APUS_INLINE int apus_cpu(void)
{
	unsigned long limit;
	__asm__ volatile ("lsl %1,%0" : "=r"(limit) : "r"(0x7bUL) : "cc");
	return limit & 0xfff;
}
APUS_INLINE int apus_cancelled(void) { return apus_is_cancelled && apus_is_cancelled(); }

APUS_INLINE void apus_set_gs_mode(enum apus_gs mode) { apus_state.gs_mode = mode; }
APUS_INLINE enum apus_gs apus_get_gs_mode(void) { return apus_state.gs_mode; }
APUS_INLINE int apus_is_counting(void) { return __builtin_expect(apus_state.counting, 0); }
APUS_INLINE void apus_count_call(long n) { __atomic_add_fetch(&apus_counts[n], 1, __ATOMIC_RELAXED); }
APUS_INLINE unsigned long apus_count_of(long n) { return apus_counts[n]; }
/* The stubs pass their calls uncounted. */
APUS_INLINE unsigned long apus_host_calls_of(long n)
{
	return apus_host_calls[n] + ((const char *)apus_base_table[n] == apus_host_stubs + 16*n ? apus_counts[n] : 0);
}
APUS_INLINE unsigned long apus_failures_of(long n) { return apus_failures[n]; }
APUS_INLINE void apus_count_result(long n, long r)
{
	if ((unsigned long)r > -4096UL) __atomic_add_fetch(&apus_failures[n], 1, __ATOMIC_RELAXED);
}
APUS_INLINE void apus_count_clear(long n) { apus_counts[n] = apus_host_calls[n] = apus_failures[n] = 0; }
APUS_HIDDEN void apus_start_counting(void);
APUS_HIDDEN void apus_install_entry(long n, apus_call *);
/* What libc knows of a cancellation point in the end: its result, or -APUS_PASS where it goes on to the host. */
APUS_HIDDEN void apus_cancellable_result(long n, long r);
/* From now on the signal asks for the counts, and the program does not see it. */
APUS_HIDDEN void apus_answer_statistics_signal(int);
APUS_HIDDEN int apus_is_statistics_signal(int);
APUS_HIDDEN void apus_statistics_return(void);
APUS_HIDDEN void apus_print_statistics(void);
/* Leads every call but those marked through a stub of 16 bytes, which goes on to what
 * apus_direct_table holds. Returns 0 or a negative error number. */
APUS_HIDDEN int apus_record_calls(const char *stubs, const unsigned char *left_alone, const struct apus_recorder *);
APUS_INLINE void apus_recorder_clone_begins(long flags) { if (apus_state.recorder) apus_state.recorder->clone_begins(flags); }
APUS_INLINE void apus_recorder_clone_ends(long flags) { if (apus_state.recorder) apus_state.recorder->clone_ends(flags); }
/* Has calls of TCP_CORK, and those that send meanwhile, answered by corks.c. Only at the start. */
APUS_HIDDEN void apus_start_corks(void);
APUS_HIDDEN void apus_end_corks(void);
APUS_HIDDEN void apus_corks_clone(long flags);
APUS_HIDDEN apus_call *apus_corks_past(long n, long fd, apus_call *entry);
/* Ends the time of overrides. */
APUS_HIDDEN void apus_close_table(void);
APUS_HIDDEN void apus_protect_table(void);
/* How a cancellation point is to make a call whose first argument is a: null to
 * pass it, or a function, which returns -APUS_PASS if it is to be passed after all. */
#define APUS_PASS 513
APUS_HIDDEN apus_call *apus_cancellable_entry(long n, long a);

/* getcpu as the CPU itself answers it, from what the host keeps in TSC_AUX. */
APUS_HIDDEN int apus_has_rdpid(void);
APUS_HIDDEN int apus_rdpid_getcpu(unsigned *cpu, unsigned *node, void *cache);
APUS_INLINE void apus_count_host_call(long n) { __atomic_add_fetch(&apus_host_calls[n], 1, __ATOMIC_RELAXED); }
APUS_INLINE void apus_add(int *count, int n) { __atomic_add_fetch(count, n, __ATOMIC_RELAXED); }
APUS_INLINE unsigned long apus_stack_pointer(void) { return (unsigned long)__builtin_frame_address(0); }
/* The first access to the page is a write: a read would fault once more. */
APUS_INLINE void apus_touch_state(void) { __asm__ volatile ("lock orl $0,%0" : "+m"(apus_state.counting)); }
APUS_INLINE void apus_pause(void) { __builtin_ia32_pause(); }

/* Four blocks of ChaCha20 with counters in a row, 256 bytes at an address aligned to 16:
 * the first words of the four, then the second ones, and so on. */
APUS_HIDDEN void apus_chacha(const unsigned key[8], unsigned counter, const unsigned nonce[3], void *blocks);

/* What a program that keeps exec to Apus has told this one at its start. */
struct apus_start {
	const char *libc;                /* that runs what this program starts, or null */
	const char *name, *file;         /* the program that libc.so is to load, by AT_EXECFN and to open; or null */
	int descriptor;                  /* where that is open already, or -1 */
	const char *end;                 /* of the strings that are the program's, or null where all are */
};
extern APUS_HIDDEN struct apus_start apus_start;
APUS_INLINE unsigned long apus_keeper(void) { return (unsigned long)apus_start.libc; }
/* Takes it out of the environment on the stack that the host's exec has made. */
APUS_HIDDEN void apus_take_start(long *sp, int is_loader, int is_secure);
APUS_HIDDEN void apus_show_arguments(long *sp, const char *first, const void *segments, long count);
/* The absolute name of libc.so, where the host has executed it by that name; or null. */
APUS_HIDDEN const char *apus_name_of_libc(const char *executed);

/* The program that libc.so has loaded: its file, and its first mapping's name in /proc. */
#define APUS_NAME_SIZE 4096
#define APUS_MAPPING_SIZE 80
extern APUS_HIDDEN unsigned long apus_own_device, apus_own_inode;
extern APUS_HIDDEN char apus_own_name[APUS_NAME_SIZE], apus_own_mapping[APUS_MAPPING_SIZE];
APUS_HIDDEN void apus_program_loaded(int descriptor, const char *name, unsigned long start, unsigned long end);
/* Whether the segments are libc.so's. */
APUS_HIDDEN int apus_is_loader(const void *segments);
APUS_INLINE unsigned long apus_own_name_address(void) { return (unsigned long)apus_own_name; }
APUS_INLINE unsigned long apus_own_mapping_address(void) { return (unsigned long)apus_own_mapping; }
APUS_INLINE int apus_is_own_file(unsigned long device, unsigned long inode)
{
	return device == apus_own_device && inode == apus_own_inode;
}
APUS_INLINE int apus_has_own_name(void) { return __builtin_expect(apus_state.has_own_name, 0); }

/* Kernel entry points of libc, beside the table. */
APUS_HIDDEN void apus_boot(long *sp, int is_static);
APUS_HIDDEN struct apus_thread *apus_clone_begin(long flags);
APUS_HIDDEN void apus_clone_parent(struct apus_thread *, long flags, long result);
APUS_HIDDEN void apus_clone_child(struct apus_thread *, long flags);
APUS_HIDDEN void apus_thread_gone(void *base, long size);
