#include "check.h"
#include <mqueue.h>
#include <semaphore.h>
// POSIX message queues: priorities, limits, time-outs, notification by signal and thread, between processes.
static volatile int notified;
static sem_t sem;
static void handler(int sig, siginfo_t *si, void *c) { notified = si->si_code == SI_MESGQ ? si->si_value.sival_int : -1; }
static void thread(union sigval v) { notified = v.sival_int; sem_post(&sem); }
int main(void)
{
	char name[64], buf[64];
	unsigned prio;
	struct mq_attr a = { .mq_maxmsg = 3, .mq_msgsize = 32 }, b;
	snprintf(name, sizeof name, "/endtoend-%d", getpid());
	mqd_t q = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600, &a);
	if (q == (mqd_t)-1 && errno == ENOSYS) { puts("no message queues"); return done(); }
	CHECK(q != (mqd_t)-1);
	show("empty", mq_receive(q, buf, 64, &prio));
	CHECK(!mq_send(q, "low", 4, 1) && !mq_send(q, "high", 5, 9) && !mq_send(q, "low2", 5, 1));
	show("full", mq_send(q, "x", 1, 0));
	for (int i = 0; i < 3; i++) { mq_receive(q, buf, 64, &prio); printf("%s %u\n", buf, prio); }
	show("too long", mq_send(q, buf, 33, 0));
	show("short buffer", mq_receive(q, buf, 31, 0));
	show("priority", mq_send(q, "x", 1, 32768));
	mq_getattr(q, &b);
	printf("attributes %ld %ld %ld %d\n", b.mq_maxmsg, b.mq_msgsize, b.mq_curmsgs, b.mq_flags == O_NONBLOCK);
	b.mq_flags = 0;
	show("setattr", mq_setattr(q, &b, 0));
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += 5000000;
	if (t.tv_nsec >= 1000000000) t.tv_nsec -= 1000000000, t.tv_sec++;
	show("time-out", mq_timedreceive(q, buf, 64, 0, &t));
	t.tv_nsec = -1;
	show("bad time", mq_timedreceive(q, buf, 64, 0, &t));
	sigaction(SIGUSR1, &(struct sigaction){ .sa_sigaction = handler, .sa_flags = SA_SIGINFO }, 0);
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 12 };
	show("notify", mq_notify(q, &ev));
	show("notify again", mq_notify(q, &ev));
	mq_send(q, "wake", 5, 0);
	while (!notified) msleep(1);
	printf("notified %d\n", notified);
	mq_receive(q, buf, 64, 0);
	sem_init(&sem, 0, 0);
	ev = (struct sigevent){ .sigev_notify = SIGEV_THREAD, .sigev_notify_function = thread, .sigev_value.sival_int = 13 };
	show("notify by thread", mq_notify(q, &ev));
	mq_send(q, "wake", 5, 0);
	while (sem_wait(&sem));
	printf("notified %d\n", notified);
	mq_receive(q, buf, 64, 0);
	pid_t c = fork();
	if (!c) {
		mqd_t m = mq_open(name, O_WRONLY);
		for (int i = 0; i < 20; i++) { snprintf(buf, sizeof buf, "%d", i); mq_send(m, buf, 3, 0); }
		_exit(0);
	}
	int sum = 0;
	for (int i = 0; i < 20; i++) { CHECK(mq_receive(q, buf, 64, 0) == 3); sum += atoi(buf); }
	waitpid(c, 0, 0);
	printf("sum %d\n", sum);
	show("unlink", mq_unlink(name));
	show("open of none", mq_open(name, O_RDWR));
	show("close", mq_close(q));
	show("close again", mq_close(q));
	show("bad name", mq_open("/a/b", O_RDWR | O_CREAT, 0600, 0));
	return done();
}
