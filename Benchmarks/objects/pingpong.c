/* Two threads take turns: one round trip is one operation. What travels is a
 * number that each of them adds one to, so that a lost or doubled turn shows
 * after the batch without being looked for in it. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include "objects.h"

enum { FAR = 1, PIPE = 0, EVENTFD = 2, STREAM = 4, CONDVAR = 6, SEMAPHORE = 8, HOW = ~1 };

static int place;
static uint64_t number = 1;
static void *(*answer)(void *);

/* The partner ends with the process, or makes it end. */
static void *partner(void *p)
{
	if (stay_on(place)) abort();
	answer(p);
	abort();
}

static int start(void)
{
	pthread_t thread;
	return (errno = pthread_create(&thread, 0, partner, 0)) ? -1 : 0;
}

/* Through descriptors. */
static int ask_in, ask_out, reply_in, reply_out;

static void *answer_fd(void *p)
{
	uint64_t value;
	while (read(ask_in, &value, 8) == 8) {
		value++;
		if (write(reply_out, &value, 8) != 8) break;
	}
	return p;
}

static int trip_fd(long n)
{
	uint64_t expected = number + 2 * n, value = number;
	while (n--) {
		value++;
		if (write(ask_out, &value, 8) != 8 || read(reply_in, &value, 8) != 8) return 0;
	}
	number = value;
	return value == expected;
}

static int prepare_fd(int how)
{
	int a[2], b[2];
	answer = answer_fd;
	if (how == PIPE) {
		if (pipe(a) || pipe(b)) return -1;
		ask_in = a[0], ask_out = a[1], reply_in = b[0], reply_out = b[1];
	} else if (how == EVENTFD) {
		ask_in = ask_out = eventfd(0, 0);
		reply_in = reply_out = eventfd(0, 0);
		if (ask_in < 0 || reply_in < 0) return -1;
	} else {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, a)) return -1;
		ask_out = reply_in = a[0], ask_in = reply_out = a[1];
	}
	return 0;
}

/* Through a mutex and two condition variables. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t asked = PTHREAD_COND_INITIALIZER, replied = PTHREAD_COND_INITIALIZER;
static int theirs;

static void *answer_condvar(void *p)
{
	pthread_mutex_lock(&mutex);
	for (;;) {
		while (!theirs) if (pthread_cond_wait(&asked, &mutex)) return p;
		number++;
		theirs = 0;
		pthread_cond_signal(&replied);
	}
}

static int trip_condvar(long n)
{
	pthread_mutex_lock(&mutex);
	uint64_t expected = number + 2 * n;
	while (n--) {
		number++;
		theirs = 1;
		pthread_cond_signal(&asked);
		while (theirs) if (pthread_cond_wait(&replied, &mutex)) return 0;
	}
	int good = number == expected;
	pthread_mutex_unlock(&mutex);
	return good;
}

/* Through two semaphores. */
static sem_t ask, reply;

static void *answer_semaphore(void *p)
{
	while (!sem_wait(&ask)) {
		number++;
		sem_post(&reply);
	}
	return p;
}

static int trip_semaphore(long n)
{
	uint64_t expected = number + 2 * n;
	while (n--) {
		number++;
		if (sem_post(&ask) || sem_wait(&reply)) return 0;
	}
	return number == expected;
}

static int prepare(const struct work *w)
{
	int how = w->number & HOW;
	place = w->number & FAR;
	if (place) need_two();
	if (stay_on(0)) return -1;
	if (how == CONDVAR) answer = answer_condvar;
	else if (how == SEMAPHORE) answer = answer_semaphore;
	else if (prepare_fd(how)) return -1;
	if (how == SEMAPHORE && (sem_init(&ask, 0, 0) || sem_init(&reply, 0, 0))) return -1;
	return start();
}

static int verify_fd(void)
{
	return trip_fd(10) && is_empty(ask_in) && is_empty(reply_in);
}

static int verify_condvar(void)
{
	return trip_condvar(10) && !theirs;
}

static int verify_semaphore(void)
{
	int a, b;
	return trip_semaphore(10) && !sem_getvalue(&ask, &a) && !sem_getvalue(&reply, &b) && !a && !b;
}

/* Some hundred trips even where one takes 40 us. */
#define TRIP(id, way, how) \
	const struct work far_##id##_work = { prepare, trip_##way, verify_##way, .batch = 1e6, .number = how | FAR }; \
	const struct work near_##id##_work = { prepare, trip_##way, verify_##way, .batch = 1e6, .number = how }
TRIP(pipe, fd, PIPE);
TRIP(eventfd, fd, EVENTFD);
TRIP(stream, fd, STREAM);
TRIP(condvar, condvar, CONDVAR);
TRIP(semaphore, semaphore, SEMAPHORE);
