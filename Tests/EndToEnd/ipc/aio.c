#include "check.h"
#include <aio.h>
#include <semaphore.h>
// Asynchronous input and output: read, write, lists, suspend, cancel, fsync, notification.
static volatile int notified;
static sem_t sem;
static void handler(int sig, siginfo_t *si, void *c) { notified = si->si_value.sival_int; }
static void thread(union sigval v) { notified = v.sival_int; sem_post(&sem); }
static long finish(struct aiocb *cb)
{
	const struct aiocb *l[1] = { cb };
	while (aio_error(cb) == EINPROGRESS) aio_suspend(l, 1, 0);
	int e = aio_error(cb);
	long r = aio_return(cb);
	if (e) errno = e;
	return r;
}
int main(void)
{
	char buf[64] = "";
	int fd = open("file", O_RDWR | O_CREAT, 0600), p[2];
	struct aiocb a = { .aio_fildes = fd, .aio_buf = "0123456789", .aio_nbytes = 10, .aio_offset = 5 }, b;
	show("write", aio_write(&a));
	show("result", finish(&a));
	b = (struct aiocb){ .aio_fildes = fd, .aio_buf = buf, .aio_nbytes = 6, .aio_offset = 7 };
	show("read", aio_read(&b));
	show("result", finish(&b));
	puts(buf);
	show("offset unmoved", lseek(fd, 0, SEEK_CUR));
	a.aio_fildes = fd;
	show("fsync", aio_fsync(O_SYNC, &a));
	show("result", finish(&a));
	struct aiocb w[3], *l[3];
	for (int i = 0; i < 3; i++) {
		w[i] = (struct aiocb){ .aio_fildes = fd, .aio_buf = (char *[]){ "aa", "bb", "cc" }[i], .aio_nbytes = 2, .aio_offset = i * 2, .aio_lio_opcode = LIO_WRITE };
		l[i] = &w[i];
	}
	show("list", lio_listio(LIO_WAIT, l, 3, 0));
	for (int i = 0; i < 3; i++) show("result", aio_return(&w[i]));
	pread(fd, buf, 8, 0);
	printf("%.8s\n", buf);
	pipe(p);
	a = (struct aiocb){ .aio_fildes = p[0], .aio_buf = buf, .aio_nbytes = 4 };
	a.aio_sigevent = (struct sigevent){ .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 21 };
	sigaction(SIGUSR1, &(struct sigaction){ .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART }, 0);
	CHECK(!aio_read(&a));
	printf("waiting %d\n", aio_error(&a) == EINPROGRESS);
	const struct aiocb *s[1] = { &a };
	show("suspend, timed out", aio_suspend(s, 1, &(struct timespec){ 0, 1000000 }));
	write(p[1], "pipe", 4);
	show("result", finish(&a));
	while (!notified) msleep(1);
	printf("notified %d\n", notified);
	sem_init(&sem, 0, 0);
	a = (struct aiocb){ .aio_fildes = p[0], .aio_buf = buf, .aio_nbytes = 4 };
	a.aio_sigevent = (struct sigevent){ .sigev_notify = SIGEV_THREAD, .sigev_notify_function = thread, .sigev_value.sival_int = 22 };
	CHECK(!aio_read(&a));
	write(p[1], "more", 4);
	while (sem_wait(&sem));
	printf("notified %d\n", notified);
	show("result", finish(&a));
	a.aio_sigevent.sigev_notify = SIGEV_NONE;
	CHECK(!aio_read(&a));
	int r = aio_cancel(p[0], &a);
	printf("cancel %s\n", r == AIO_CANCELED ? "cancelled" : r == AIO_ALLDONE ? "done" : "not cancelled");
	show("cancelled", finish(&a));
	a.aio_fildes = 999;
	if (!aio_read(&a)) show("bad descriptor", finish(&a));
	else show("bad descriptor at once", -1);
	b.aio_offset = -1;
	if (!aio_read(&b)) show("bad offset", finish(&b));
	else show("bad offset at once", -1);
	show("bad list", lio_listio(99, l, 3, 0));
	return done();
}
