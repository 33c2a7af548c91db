/* Threads where glibc's objects bring something else than musl's: the kind of a mutex that
 * was initialised statically, and attributes that musl has not. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <semaphore.h>
#include <sched.h>
#include <unistd.h>
#include "pthread_impl.h"
#include "glibc.h"

/* Sizes are part of the interface; all of these are alike. */
_Static_assert(sizeof(pthread_mutex_t) == 40 && sizeof(pthread_cond_t) == 48 && sizeof(pthread_rwlock_t) == 56, "");
_Static_assert(sizeof(pthread_barrier_t) == 32 && sizeof(sem_t) == 32 && sizeof(pthread_attr_t) == 56, "");
_Static_assert(sizeof(pthread_mutexattr_t) == 4 && sizeof(pthread_condattr_t) == 4 && sizeof(pthread_rwlockattr_t) == 8, "");

/* glibc keeps the kind at byte 16, where musl has nothing: only a static initialiser of
 * glibc's sets it. Its numbers are musl's, and 3 is a normal one that spins. */
#define static_kind(m) ((m)->__u.__i[4])
enum { ADAPTIVE = 3 };

static inline void take_kind(pthread_mutex_t *m)
{
	int kind = static_kind(m);
	if (kind && kind != ADAPTIVE && !m->_m_type) a_cas(&m->_m_type, 0, kind);
}

int GLIBC(pthread_mutex_lock)(pthread_mutex_t *m)
{
	take_kind(m);
	return pthread_mutex_lock(m);
}

int GLIBC(pthread_mutex_trylock)(pthread_mutex_t *m)
{
	take_kind(m);
	return pthread_mutex_trylock(m);
}

int GLIBC(pthread_mutex_unlock)(pthread_mutex_t *m)
{
	take_kind(m);
	return pthread_mutex_unlock(m);
}

int GLIBC(pthread_mutex_timedlock)(pthread_mutex_t *restrict m, const struct timespec *restrict at)
{
	take_kind(m);
	return pthread_mutex_timedlock(m, at);
}

/* Waits on another clock are waits on the realtime clock for the time that is left. */
static int convert(clockid_t clock, const struct timespec *at, struct timespec *real)
{
	struct timespec then, now;
	if (at->tv_nsec >= 1000000000UL) return EINVAL;
	if (clock == CLOCK_REALTIME) {
		*real = *at;
		return 0;
	}
	if (clock != CLOCK_MONOTONIC) return EINVAL;
	clock_gettime(clock, &then);
	clock_gettime(CLOCK_REALTIME, &now);
	real->tv_sec = now.tv_sec + at->tv_sec - then.tv_sec;
	real->tv_nsec = now.tv_nsec + at->tv_nsec - then.tv_nsec;
	if (real->tv_nsec < 0) real->tv_nsec += 1000000000, real->tv_sec--;
	if (real->tv_nsec >= 1000000000) real->tv_nsec -= 1000000000, real->tv_sec++;
	if (real->tv_sec < 0) *real = (struct timespec){ 0 };
	return 0;
}

#define CLOCKED(function, call, ...) \
	int GLIBC(function)(__VA_ARGS__, clockid_t clock, const struct timespec *at) \
	{ \
		struct timespec real; \
		int e = convert(clock, at, &real); \
		return e ? e : call; \
	}

CLOCKED(pthread_mutex_clocklock, glibc_pthread_mutex_timedlock(m, &real), pthread_mutex_t *m)
CLOCKED(pthread_rwlock_clockrdlock, pthread_rwlock_timedrdlock(l, &real), pthread_rwlock_t *l)
CLOCKED(pthread_rwlock_clockwrlock, pthread_rwlock_timedwrlock(l, &real), pthread_rwlock_t *l)
CLOCKED(pthread_clockjoin_np, pthread_timedjoin_np(t, result, &real), pthread_t t, void **result)

int GLIBC(sem_clockwait)(sem_t *s, clockid_t clock, const struct timespec *at)
{
	struct timespec real;
	int e = convert(clock, at, &real);
	if (!e) return sem_timedwait(s, &real);
	errno = e;
	return -1;
}

/* A condition variable's own clock is what its deadline is read against. */
int GLIBC(pthread_cond_clockwait)(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock, const struct timespec *at)
{
	struct timespec real;
	int e;
	if (clock == c->_c_clock) return pthread_cond_timedwait(c, m, at);
	if (c->_c_clock == CLOCK_REALTIME) return (e = convert(clock, at, &real)) ? e : pthread_cond_timedwait(c, m, &real);
	/* The other way round: the same distance on the condition's clock. */
	if (clock != CLOCK_REALTIME || at->tv_nsec >= 1000000000UL) return EINVAL;
	struct timespec now, own;
	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(c->_c_clock, &own);
	own.tv_sec += at->tv_sec - now.tv_sec;
	own.tv_nsec += at->tv_nsec - now.tv_nsec;
	if (own.tv_nsec < 0) own.tv_nsec += 1000000000, own.tv_sec--;
	if (own.tv_nsec >= 1000000000) own.tv_nsec -= 1000000000, own.tv_sec++;
	if (own.tv_sec < 0) own = (struct timespec){ 0 };
	return pthread_cond_timedwait(c, m, &own);
}

int GLIBC(pthread_mutexattr_settype)(pthread_mutexattr_t *a, int kind)
{
	return pthread_mutexattr_settype(a, kind == ADAPTIVE ? PTHREAD_MUTEX_NORMAL : kind);
}
GLIBC_ALIAS(__pthread_mutexattr_settype, glibc_pthread_mutexattr_settype)
GLIBC_ALIAS(pthread_mutexattr_setkind_np, glibc_pthread_mutexattr_settype)
GLIBC_ALIAS(pthread_mutexattr_getkind_np, pthread_mutexattr_gettype)
GLIBC_ALIAS(__pthread_mutex_lock, glibc_pthread_mutex_lock)
GLIBC_ALIAS(__pthread_mutex_trylock, glibc_pthread_mutex_trylock)
GLIBC_ALIAS(__pthread_mutex_unlock, glibc_pthread_mutex_unlock)
GLIBC_ALIAS(__pthread_mutex_init, pthread_mutex_init)
GLIBC_ALIAS(__pthread_mutex_destroy, pthread_mutex_destroy)

/* Preference of writers: musl's locks have none, which is glibc's default as well. The
 * kind is kept, in the second word, so that it can be asked for. */
int GLIBC(pthread_rwlockattr_setkind_np)(pthread_rwlockattr_t *a, int kind)
{
	if (kind < 0 || kind > 2) return EINVAL;
	a->__attr[1] = kind;
	return 0;
}

int GLIBC(pthread_rwlockattr_getkind_np)(const pthread_rwlockattr_t *restrict a, int *restrict kind)
{
	*kind = a->__attr[1];
	return 0;
}

/* Affinity of threads to be: in what musl leaves free at the end of the attributes. */
struct affinity { size_t size; unsigned char set[]; };
#define affinity_of(a) (((struct affinity **)(a))[6])
_Static_assert(offsetof(pthread_attr_t, _a_prio) + 4 <= 48, "the last word is free");

int GLIBC(pthread_attr_setaffinity_np)(pthread_attr_t *a, size_t size, const cpu_set_t *set)
{
	struct affinity *new = 0;
	if (set && size) {
		if (!(new = malloc(sizeof *new + size))) return ENOMEM;
		new->size = size;
		memcpy(new->set, set, size);
	}
	free(affinity_of(a));
	affinity_of(a) = new;
	return 0;
}

int GLIBC(pthread_attr_getaffinity_np)(const pthread_attr_t *a, size_t size, cpu_set_t *set)
{
	const struct affinity *has = affinity_of(a);
	size_t i;
	if (!has) {
		memset(set, -1, size);
		return 0;
	}
	for (i=size; i<has->size; i++) if (has->set[i]) return EINVAL;
	memset(set, 0, size);
	memcpy(set, has->set, has->size < size ? has->size : size);
	return 0;
}

int GLIBC(pthread_attr_destroy)(pthread_attr_t *a)
{
	free(affinity_of(a));
	affinity_of(a) = 0;
	return 0;
}

struct start { void *(*function)(void *); void *arg; struct affinity affinity; };

static void *start(void *p)
{
	struct start s = *(struct start *)p, *all = p;
	sched_setaffinity(0, s.affinity.size, (void *)all->affinity.set);
	free(p);
	return s.function(s.arg);
}

int GLIBC(pthread_create)(pthread_t *restrict t, const pthread_attr_t *restrict a, void *(*function)(void *), void *restrict arg)
{
	struct affinity *has = a ? affinity_of(a) : 0;
	struct start *s;
	int e;
	if (!has) return pthread_create(t, a, function, arg);
	if (!(s = malloc(sizeof *s + has->size))) return EAGAIN;
	s->function = function;
	s->arg = arg;
	s->affinity.size = has->size;
	memcpy(s->affinity.set, has->set, has->size);
	if ((e = pthread_create(t, a, start, s))) free(s);
	return e;
}

/* Calls that musl refuses because Linux means threads by them. */

int GLIBC(sched_getparam)(pid_t pid, struct sched_param *param)
{
	return syscall(SYS_sched_getparam, pid, param);
}

int GLIBC(sched_setparam)(pid_t pid, const struct sched_param *param)
{
	return syscall(SYS_sched_setparam, pid, param);
}

int GLIBC(sched_getscheduler)(pid_t pid)
{
	return syscall(SYS_sched_getscheduler, pid);
}

int GLIBC(sched_setscheduler)(pid_t pid, int policy, const struct sched_param *param)
{
	return syscall(SYS_sched_setscheduler, pid, policy, param);
}
GLIBC_ALIAS(__sched_getparam, glibc_sched_getparam)
GLIBC_ALIAS(__sched_getscheduler, glibc_sched_getscheduler)
GLIBC_ALIAS(__sched_setscheduler, glibc_sched_setscheduler)

cpu_set_t *GLIBC(__sched_cpualloc)(size_t n)
{
	return malloc((n+63)/64*8);
}

void GLIBC(__sched_cpufree)(cpu_set_t *set)
{
	free(set);
}

int GLIBC(pthread_sigqueue)(pthread_t t, int sig, const union sigval value)
{
	siginfo_t info = { .si_signo = sig, .si_code = SI_QUEUE, .si_pid = getpid(), .si_uid = getuid(), .si_value = value };
	return -__syscall(SYS_rt_tgsigqueueinfo, getpid(), t->tid, sig, &info);
}

int GLIBC(tgkill)(pid_t group, pid_t tid, int sig)
{
	return syscall(SYS_tgkill, group, tid, sig);
}
