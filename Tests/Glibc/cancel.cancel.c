/* cflags: -fno-exceptions */
#include <pthread.h>
#include <stdio.h>
#include <semaphore.h>

static void handler(void *arg) { printf("C handler %s\n", (char *)arg); }
extern sem_t *ready_in_c;

static void deeper(void)
{
	pthread_cleanup_push(handler, "inner");
	pthread_exit((void *)9);
	pthread_cleanup_pop(0);
}

void *c_thread(void *arg)
{
	sem_post(ready_in_c);
	pthread_cleanup_push(handler, "outer");
	pthread_cleanup_push(handler, "popped");
	pthread_cleanup_pop(1);
	deeper();
	pthread_cleanup_pop(0);
	return arg;
}
