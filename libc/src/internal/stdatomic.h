/* What mimalloc uses of C11's atomics: the compiler's header is out of reach here,
 * and musl has none. */
#define ATOMIC_VAR_INIT(x) (x)

#define memory_order_relaxed __ATOMIC_RELAXED
#define memory_order_acquire __ATOMIC_ACQUIRE
#define memory_order_release __ATOMIC_RELEASE
#define memory_order_acq_rel __ATOMIC_ACQ_REL

/* The builtins want to be given plain objects' values, and atomics have none without a load. */
#define atomic_load_explicit(p, order) __extension__({ __auto_type __p = (p); \
	__typeof__((void)0, *__p) __v; __atomic_load(__p, &__v, order); __v; })
#define atomic_store_explicit(p, x, order) __extension__({ __auto_type __p = (p); \
	__typeof__((void)0, *__p) __v = (x); __atomic_store(__p, &__v, order); })
#define atomic_exchange_explicit(p, x, order) __extension__({ __auto_type __p = (p); \
	__typeof__((void)0, *__p) __v = (x), __old; __atomic_exchange(__p, &__v, &__old, order); __old; })
#define atomic_compare_exchange_strong_explicit(p, expected, desired, success, failure) __extension__({ \
	__auto_type __p = (p); __typeof__((void)0, *__p) __d = (desired); \
	__atomic_compare_exchange(__p, expected, &__d, 0, success, failure); })
#define atomic_compare_exchange_weak_explicit(p, expected, desired, success, failure) __extension__({ \
	__auto_type __p = (p); __typeof__((void)0, *__p) __d = (desired); \
	__atomic_compare_exchange(__p, expected, &__d, 1, success, failure); })
#define atomic_fetch_add_explicit(p, x, order) __atomic_fetch_add(p, x, order)
#define atomic_fetch_sub_explicit(p, x, order) __atomic_fetch_sub(p, x, order)
#define atomic_fetch_and_explicit(p, x, order) __atomic_fetch_and(p, x, order)
#define atomic_fetch_or_explicit(p, x, order) __atomic_fetch_or(p, x, order)
