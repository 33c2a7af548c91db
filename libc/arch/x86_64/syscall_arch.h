#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)

/* A system call is a call through the kernel's table, which is relocated before
 * the first of them and read-only from then on. Where the entry is the stub that
 * passes the call to the host we jump to the host gate ourselves, with the way
 * back in a register: a ret that follows a trap is mispredicted on CPUs whose
 * return predictor the host has overwritten, and costs 6 % of a short call. */
#define __APUS_CALLS 512

typedef long __apus_call(long, long, long, long, long, long);
extern __attribute__((__visibility__("hidden"))) __apus_call *const apus_syscall_table[__APUS_CALLS];
extern __attribute__((__visibility__("hidden"))) __apus_call apus_enosys;
extern __attribute__((__visibility__("hidden"))) char apus_host_stubs[];

#define __APUS_INLINE static __inline __attribute__((__always_inline__))

__APUS_INLINE __apus_call *__apus_entry(long n)
{
	return (unsigned long)n < __APUS_CALLS ? apus_syscall_table[n] : apus_enosys;
}

#define __APUS_PASSED(n) __builtin_expect((char *)__apus_entry(n) == apus_host_stubs + 16*(n), 1)

#define __APUS_GATE "lea 1f(%%rip),%%r9; jmp apus_gate_jump; 1:"

__APUS_INLINE long __syscall0(long n)
{
	unsigned long r;
	if (!__APUS_PASSED(n)) return ((long (*)(void))__apus_entry(n))();
	__asm__ __volatile__ (__APUS_GATE : "=a"(r) : "a"(n) : "rcx", "r11", "r9", "memory");
	return r;
}

__APUS_INLINE long __syscall1(long n, long a)
{
	unsigned long r;
	if (!__APUS_PASSED(n)) return ((long (*)(long))__apus_entry(n))(a);
	__asm__ __volatile__ (__APUS_GATE : "=a"(r) : "a"(n), "D"(a) : "rcx", "r11", "r9", "memory");
	return r;
}

__APUS_INLINE long __syscall2(long n, long a, long b)
{
	unsigned long r;
	if (!__APUS_PASSED(n)) return ((long (*)(long, long))__apus_entry(n))(a, b);
	__asm__ __volatile__ (__APUS_GATE : "=a"(r) : "a"(n), "D"(a), "S"(b) : "rcx", "r11", "r9", "memory");
	return r;
}

__APUS_INLINE long __syscall3(long n, long a, long b, long c)
{
	unsigned long r;
	if (!__APUS_PASSED(n)) return ((long (*)(long, long, long))__apus_entry(n))(a, b, c);
	__asm__ __volatile__ (__APUS_GATE : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c)
		: "rcx", "r11", "r9", "memory");
	return r;
}

__APUS_INLINE long __syscall4(long n, long a, long b, long c, long d)
{
	unsigned long r;
	if (!__APUS_PASSED(n)) return ((long (*)(long, long, long, long))__apus_entry(n))(a, b, c, d);
	register long r10 __asm__("r10") = d;
	__asm__ __volatile__ (__APUS_GATE : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10)
		: "rcx", "r11", "r9", "memory");
	return r;
}

__APUS_INLINE long __syscall5(long n, long a, long b, long c, long d, long e)
{
	unsigned long r;
	if (!__APUS_PASSED(n)) return ((long (*)(long, long, long, long, long))__apus_entry(n))(a, b, c, d, e);
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	__asm__ __volatile__ (__APUS_GATE : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
		: "rcx", "r11", "r9", "memory");
	return r;
}

/* All argument registers are taken: the way back is in %rbx. */
__APUS_INLINE long __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	unsigned long r;
	if (!__APUS_PASSED(n)) return __apus_entry(n)(a, b, c, d, e, f);
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	__asm__ __volatile__ ("lea 1f(%%rip),%%rbx; jmp apus_gate_jump6; 1:"
		: "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
		: "rcx", "r11", "rbx", "memory");
	return r;
}

#define IPC_64 0
