/* mimalloc's settings, which are constants; its messages, statistics and sources of
 * time and randomness. No environment variable is read and nothing is printed. */
#include <time.h>
#include <elf.h>

static const short settings[_mi_option_last] = {
	[mi_option_allow_decommit] = 1,
	/* Milliseconds for which free pages are kept, and by how much each further one prolongs that. */
	[mi_option_decommit_delay] = 25,
	[mi_option_decommit_extend_delay] = 2,
	/* Segments of finished threads that are looked at before a new one is made. */
	[mi_option_max_segment_reclaim] = 8,
};

long mi_option_get(mi_option_t o) { return settings[o]; }
long mi_option_get_clamp(mi_option_t o, long min, long max)
{
	return settings[o] < min ? min : settings[o] > max ? max : settings[o];
}
bool mi_option_is_enabled(mi_option_t o) { return settings[o]; }

/* What is not lack of memory is a broken heap: stop as musl does. */
void _mi_error_message(int e, const char *message, ...)
{
	if (e == EFAULT || e == EAGAIN || e == EINVAL) a_crash();
}
void _mi_warning_message(const char *message, ...) { }
void _mi_verbose_message(const char *message, ...) { }

void _mi_stat_increase(mi_stat_count_t *stat, size_t n) { }
void _mi_stat_decrease(mi_stat_count_t *stat, size_t n) { }
void _mi_stat_counter_increase(mi_stat_counter_t *stat, size_t n) { }

hidden int __clock_gettime(clockid_t, struct timespec *);

mi_msecs_t _mi_clock_now(void)
{
	struct timespec t;
	__clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return t.tv_sec*1000LL + t.tv_nsec/1000000;
}

/* The process's own, from the 16 bytes that every process is given. */
static uint64_t process_secret(void)
{
	uint64_t secret = (uintptr_t)&settings * 1103515245;
	for (size_t i=0; libc.auxv[i]; i+=2)
		if (libc.auxv[i]==AT_RANDOM)
			memcpy(&secret, (char *)libc.auxv[i+1]+8, sizeof secret);
	return secret;
}

/* Keys for free lists. The state is 64 bits at the head of mimalloc's. */
uintptr_t _mi_random_next(mi_random_ctx_t *random)
{
	uint64_t *state = (void *)random->input;
	return _mi_random_shuffle(*state += 0x9e3779b97f4a7c15);
}
void _mi_random_split(mi_random_ctx_t *random, mi_random_ctx_t *new)
{
	*(uint64_t *)(void *)new->input = _mi_random_next(random);
}
