/* run: dynamic loader */
/* libs: a b */
/* link: a b */
#include "check.h"
#include <pthread.h>
// TLS in several modules present at start, reached from the program and from each other.
extern __thread int shared;
extern int *address_in_a(void), *address_in_b(void);
extern int sum_b(void);
static __thread int mine __attribute__((aligned(128))) = 7;
static void *thread(void *arg)
{
	CHECK(shared == 1000 && mine == 7 && (uintptr_t)&mine % 128 == 0);
	CHECK(&shared == address_in_a() && address_in_a() == address_in_b());
	shared += (long)arg;
	return (void *)(long)sum_b();
}
int main(void)
{
	pthread_t t[3];
	void *r;
	for (long i = 0; i < 3; i++) pthread_create(&t[i], 0, thread, (void *)i);
	for (int i = 0; i < 3; i++) { pthread_join(t[i], &r); printf("thread %ld\n", (long)r); }
	printf("main %ld\n", (long)thread((void *)5));
	printf("again %d\n", sum_b());
	return done();
}
