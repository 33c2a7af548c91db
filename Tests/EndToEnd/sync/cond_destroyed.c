// A condition variable that is destroyed after a broadcast, while its waiter's time runs out: nobody writes to it afterwards.
#include "check.h"
#include <pthread.h>

struct shared {
	pthread_mutex_t lock;
	pthread_cond_t *changed;
	int gone, waits;
};

static void *waiter(void *arg)
{
	struct shared *s = arg;
	pthread_mutex_lock(&s->lock);
	s->waits = 1;
	while (!s->gone) {
		struct timespec t;
		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_nsec += 2000;
		if (t.tv_nsec >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
		pthread_cond_timedwait(s->changed, &s->lock, &t);
	}
	pthread_mutex_unlock(&s->lock);
	return 0;
}

int main(void)
{
	int untouched = 1;
	for (int i = 0; i < 3000; i++) {
		unsigned char poison[sizeof(pthread_cond_t)];
		struct shared s = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = malloc(sizeof(pthread_cond_t)) };
		pthread_t t;
		memset(poison, 0x5a, sizeof poison);
		pthread_cond_init(s.changed, 0);
		CHECK(!pthread_create(&t, 0, waiter, &s));
		for (int ready = 0; !ready; ) {
			pthread_mutex_lock(&s.lock);
			ready = s.waits;
			pthread_mutex_unlock(&s.lock);
		}
		for (volatile int j = 0; j < i % 997; j++);
		pthread_mutex_lock(&s.lock);
		s.gone = 1;
		if (i & 1) pthread_cond_broadcast(s.changed);
		else pthread_cond_signal(s.changed);
		pthread_mutex_unlock(&s.lock);
		pthread_cond_destroy(s.changed);
		memset(s.changed, 0x5a, sizeof poison);
		pthread_join(t, 0);
		untouched &= !memcmp(s.changed, poison, sizeof poison);
		free(s.changed);
	}
	CHECK(untouched);
	return done();
}
