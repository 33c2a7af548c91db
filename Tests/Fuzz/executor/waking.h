// A blocked thread, what it is blocked on, and its waker.
#ifndef WAKING_H
#define WAKING_H
#include <pthread.h>
#include "fuzz.h"

enum { PIPE, PACKETS, EVENT, SEMAPHORE, STREAM, DATAGRAMS, SEQPACKETS, FIFO, TIMER };
enum { WRITE, ATONCE, CLOSE, SHUTDOWN, INTERRUPT, RESTART };

struct scene {
	int r, w, thing, call, how;
	long n, filled;
	pthread_t sleeper;
	pid_t tid;
	volatile int started, finished;
};
void set_scene(struct scene *);
int open_scene(struct scene *, int thing);
void close_scene(struct scene *);
void until_asleep(struct scene *);
void interrupt(struct scene *);
void act(struct scene *, void *(*waker)(void *), void (*sleeper)(struct scene *));
pthread_t start_thread(void *(*run)(void *), void *arg);
#endif
