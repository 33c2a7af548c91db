#include "cancel/points.h"
#include <semaphore.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <mqueue.h>
// sem_wait, pthread_cond_wait, pthread_join, waitpid, waitid, pause, sigsuspend, sigwaitinfo, nanosleep, msgrcv, mq_receive.
static sem_t sem;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static pthread_t other, self_thread;
static volatile int flag, owned;
static int queue, fds[2];
static pid_t child;
static void handler(int sig) { }

static void sem_fresh(void) { sem_init(&sem, 0, 0); }
static long call_sem(void) { return sem_wait(&sem); }
static long call_timed(void) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); t.tv_sec += 100; return sem_timedwait(&sem, &t); }
static void post(void) { sem_post(&sem); }

static void unlock(void *arg) { owned = !pthread_mutex_trylock(&m) ? 0 : 1; pthread_mutex_unlock(&m); }
static void cond_fresh(void) { flag = owned = 0; }
static long call_cond(void)
{
	int r = 0;
	pthread_mutex_lock(&m);
	pthread_cleanup_push(unlock, 0);
	while (!flag && !r) r = pthread_cond_wait(&c, &m);
	pthread_cleanup_pop(1);
	return r;
}
static void notify(void) { pthread_mutex_lock(&m); flag = 1; pthread_cond_broadcast(&c); pthread_mutex_unlock(&m); }

static void *ends(void *arg) { char x; return (void *)read(fds[0], &x, 1); }
static void join_fresh(void)
{
	if (fds[1]) { close(fds[1]); pthread_join(other, 0); close(fds[0]); }
	pipe(fds);
	pthread_create(&other, 0, ends, 0);
}
static long call_join(void) { return pthread_join(other, 0); }
static void end(void) { write(fds[1], "x", 1); fds[1] = (close(fds[1]), 0); }

static void fork_one(void) { if (child) { kill(child, SIGKILL); waitpid(child, 0, 0); } child = fork(); if (!child) { pause(); _exit(0); } }
static long call_waitpid(void) { return waitpid(child, 0, 0) > 0 ? (child = 0, 1) : -1; }
static long call_waitid(void) { siginfo_t si; return waitid(P_PID, child, &si, WEXITED) == 0 ? (child = 0, 1) : -1; }
static void kill_child(void) { kill(child, SIGKILL); }

static long call_pause(void) { return pause(); }
static long call_suspend(void) { sigset_t s; sigemptyset(&s); return sigsuspend(&s); }
static long call_info(void) { sigset_t s; sigemptyset(&s); sigaddset(&s, SIGUSR2); return sigwaitinfo(&s, 0) == SIGUSR2 ? 2 : -1; }
static void signal_it(void) { syscall(SYS_tgkill, getpid(), tid, SIGUSR1); }
static void signal_two(void) { syscall(SYS_tgkill, getpid(), tid, SIGUSR2); }
static long call_sleep(void) { return nanosleep(&(struct timespec){ 100, 0 }, 0); }
static long call_clock(void) { int r = clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){ 100, 0 }, 0); errno = r; return r ? -1 : 0; }
static long call_usleep(void) { return usleep(900000000); }

static struct { long type; char text[8]; } msg;
static long call_msgrcv(void) { return msgrcv(queue, &msg, 8, 0, 0); }
static void msg_drain(void) { while (msgrcv(queue, &msg, 8, 0, IPC_NOWAIT) >= 0); }
static void send(void) { msgsnd(queue, &(struct { long t; char c[8]; }){ 1, "hello" }, 8, 0); }
static mqd_t mq;
static void mq_drain(void)
{
	char b[16];
	struct mq_attr a;
	while (!mq_getattr(mq, &a) && a.mq_curmsgs) mq_receive(mq, b, 16, 0);
}
static long call_mq(void) { char b[16]; return mq_receive(mq, b, 16, 0); }
static void mq_feed(void) { mq_send(mq, "data", 4, 0); }

int main(void)
{
	static const struct point points[] = {
		{ "sem_wait", sem_fresh, call_sem, post }, { "sem_timedwait", sem_fresh, call_timed, post },
		{ "pthread_cond_wait", cond_fresh, call_cond, notify },
		{ "pthread_join", join_fresh, call_join, end },
		{ "waitpid", fork_one, call_waitpid, kill_child }, { "waitid", fork_one, call_waitid, kill_child },
		{ "pause", 0, call_pause, signal_it }, { "sigsuspend", 0, call_suspend, signal_it },
		{ "sigwaitinfo", 0, call_info, signal_two },
		{ "nanosleep", 0, call_sleep, signal_it }, { "clock_nanosleep", 0, call_clock, signal_it }, { "usleep", 0, call_usleep, signal_it },
		{ "msgrcv", msg_drain, call_msgrcv, send },
		{ "mq_receive", mq_drain, call_mq, mq_feed },
	};
	self_thread = pthread_self();
	signal(SIGUSR1, handler);
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR2);
	sigprocmask(SIG_BLOCK, &s, 0);
	queue = msgget(IPC_PRIVATE, 0600);
	char name[64];
	snprintf(name, sizeof name, "/endtoend-%d", getpid());
	mq = mq_open(name, O_RDWR | O_CREAT, 0600, &(struct mq_attr){ .mq_maxmsg = 4, .mq_msgsize = 16 });
	mq_unlink(name);
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) cancel_at(&points[i]);
	printf("mutex owned in the clean-up handler: %d\n", owned);
	if (child) { kill(child, SIGKILL); waitpid(child, 0, 0); }
	msgctl(queue, IPC_RMID, 0);
	return done();
}
