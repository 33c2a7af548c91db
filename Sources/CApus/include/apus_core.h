/* What the kernel has in assembly, and what C and assembly see of the kernel. */
#pragma once

#define APUS_CALLS 512
#define APUS_FIRST_THREADS 4
#define APUS_FIRST_ARENA 2048
#define APUS_SIZES 26

/* Memory that few processes touch, apart from what all of them do. */
#define APUS_LAST __attribute__((section(".bss.apus_last,\"aw\",@nobits#")))
#define APUS_THREADS 16384

/* What the kernel keeps of one thread; its address is the thread's GS base. */
struct apus_thread {
	struct apus_thread *self;        /* first: read through GS */
	int pid, tid;                    /* 0 until asked for */
	unsigned ids[6];                 /* real, effective and saved uid, then gid */
	int in_use;
	char ids_known;
	char borrowed;                   /* by a vfork child: its parent gives it back */
	char leader;                     /* of its process: the two numbers are one */
	char shares_memory;              /* with the process that made its process */
	unsigned long signal_mask;       /* to go back to after a clone */
	unsigned long unused;
};

/* How a thread finds its block. */
enum apus_gs { APUS_GS_OFF, APUS_GS_PRCTL, APUS_GS_FSGSBASE };

typedef long apus_call(long, long, long, long, long, long);

#define APUS_INLINE static inline __attribute__((always_inline))
#define APUS_HIDDEN __attribute__((visibility("hidden")))

/* What every process writes, in one place: each page that it touches costs a
 * program at the start, and again in the child of each fork. */
struct apus_state {
	struct apus_thread threads[APUS_FIRST_THREADS];
	struct apus_thread *more;        /* the blocks beyond the first, mapped at need */
	int gs_mode;
	int counting;
	unsigned next_thread;
	unsigned thread_end;             /* above any block that was ever in use */
	int heap_lock;
	struct apus_free_block *freed[APUS_SIZES];
	char *arena, *arena_end;
	char first_arena[APUS_FIRST_ARENA] __attribute__((aligned(16)));
};

extern APUS_HIDDEN struct apus_state apus_state;
#define APUS_MORE_THREADS ((APUS_THREADS-APUS_FIRST_THREADS)*sizeof(struct apus_thread))
extern APUS_HIDDEN unsigned long apus_counts[APUS_CALLS];
extern APUS_HIDDEN unsigned long apus_host_calls[APUS_CALLS];
extern APUS_HIDDEN apus_call *apus_base_table[APUS_CALLS];
extern APUS_HIDDEN const char apus_count_stubs[], apus_host_stubs[];
extern APUS_HIDDEN const char apus_gate_begin[], apus_gate_end[];

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

APUS_HIDDEN struct apus_thread *apus_thread_take(void);
APUS_HIDDEN void apus_thread_give_back(struct apus_thread *);
APUS_HIDDEN void apus_thread_keep_only(struct apus_thread *);

/* Whether there has ever been more than one thread, as far as blocks tell. */
APUS_INLINE void apus_note_threads(void) { if (apus_state.thread_end < 2) apus_state.thread_end = 2; }
APUS_INLINE int apus_has_threads(void) { return apus_state.thread_end != 1; }
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
APUS_INLINE void apus_count_clear(long n) { apus_counts[n] = apus_host_calls[n] = 0; }
APUS_HIDDEN void apus_start_counting(void);
APUS_HIDDEN void apus_protect_table(void);
APUS_HIDDEN int apus_passes_call(long n);

/* getcpu as the CPU itself answers it, from what the host keeps in TSC_AUX. */
APUS_HIDDEN int apus_has_rdpid(void);
APUS_HIDDEN int apus_rdpid_getcpu(unsigned *cpu, unsigned *node, void *cache);
APUS_INLINE void apus_count_host_call(long n) { __atomic_add_fetch(&apus_host_calls[n], 1, __ATOMIC_RELAXED); }
APUS_INLINE unsigned long apus_stack_pointer(void) { return (unsigned long)__builtin_frame_address(0); }
/* The first access to the page is a write: a read would fault once more. */
APUS_INLINE void apus_touch_state(void) { __asm__ volatile ("lock orl $0,%0" : "+m"(apus_state.counting)); }
APUS_INLINE void apus_pause(void) { __builtin_ia32_pause(); }

/* Kernel entry points of libc, beside the table. */
APUS_HIDDEN void apus_boot(long *sp, int is_static);
APUS_HIDDEN struct apus_thread *apus_clone_begin(long flags);
APUS_HIDDEN void apus_clone_parent(struct apus_thread *, long flags, long result);
APUS_HIDDEN void apus_clone_child(struct apus_thread *, long flags);
APUS_HIDDEN void apus_thread_gone(void *base, long size);
