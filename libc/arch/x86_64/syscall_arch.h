#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)

/* A system call is a call through the kernel's table; a constant number is one
 * indirect call. The table is relocated before the first of them and read-only
 * from then on. */
#define __APUS_CALLS 512

typedef long __apus_call(long, long, long, long, long, long);
extern __attribute__((__visibility__("hidden"))) __apus_call *const apus_syscall_table[__APUS_CALLS];
extern __attribute__((__visibility__("hidden"))) __apus_call apus_enosys;

#define __APUS_INLINE static __inline __attribute__((__always_inline__))

__APUS_INLINE __apus_call *__apus_entry(long n)
{
	return (unsigned long)n < __APUS_CALLS ? apus_syscall_table[n] : apus_enosys;
}

__APUS_INLINE long __syscall0(long n)
{
	return ((long (*)(void))__apus_entry(n))();
}

__APUS_INLINE long __syscall1(long n, long a)
{
	return ((long (*)(long))__apus_entry(n))(a);
}

__APUS_INLINE long __syscall2(long n, long a, long b)
{
	return ((long (*)(long, long))__apus_entry(n))(a, b);
}

__APUS_INLINE long __syscall3(long n, long a, long b, long c)
{
	return ((long (*)(long, long, long))__apus_entry(n))(a, b, c);
}

__APUS_INLINE long __syscall4(long n, long a, long b, long c, long d)
{
	return ((long (*)(long, long, long, long))__apus_entry(n))(a, b, c, d);
}

__APUS_INLINE long __syscall5(long n, long a, long b, long c, long d, long e)
{
	return ((long (*)(long, long, long, long, long))__apus_entry(n))(a, b, c, d, e);
}

__APUS_INLINE long __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	return __apus_entry(n)(a, b, c, d, e, f);
}

#define IPC_64 0
