// Calls that block, each with what makes it block and what ends it: for programs that time, interrupt, cancel or kill them.
#include "check.h"
#include "sync/futex.h"
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

// WAKER ends pause and the like; TAKEN is blocked everywhere, for signalfd and sigwaitinfo.
#define WAKER SIGUSR2
#define TAKEN (SIGRTMIN + 5)

struct place {
	int fd[4], id;
	int word;
	volatile int tid, returned;
	long result;
	int error;
	pid_t child;
	pthread_t thread, other;
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	pthread_rwlock_t rwlock;
	sem_t sem;
};
#define P struct place *p

static char junk[1 << 16];
static const struct timespec long_time = { 100, 0 };
static void waker(int sig) { }

// Reading ends
static void pipe_at(P) { CHECK(!pipe2(p->fd, O_CLOEXEC)); }
static void put(P) { CHECK(write(p->fd[1], "abc", 3) == 3); }
static long do_read(P) { char c[8]; return read(p->fd[0], c, 8); }
static long do_readv(P) { char a[2], b[2]; struct iovec v[2] = { { a, 2 }, { b, 2 } }; return readv(p->fd[0], v, 2); }
static void stream_at(P) { CHECK(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p->fd)); }
static void dgram_at(P) { CHECK(!socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, p->fd)); }
static void packet_at(P) { CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, p->fd)); }
static void limited_at(P)
{
	struct timeval t = { 100, 0 };
	stream_at(p);
	CHECK(!setsockopt(p->fd[0], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t) && !setsockopt(p->fd[0], SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t));
}
static long do_recv(P) { char c[8]; return recv(p->fd[0], c, 8, 0); }
static long do_recvmsg(P)
{
	char c[8];
	struct iovec v = { c, 8 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	return recvmsg(p->fd[0], &m, 0);
}
static long do_recvmmsg(P)
{
	char c[8];
	struct iovec v = { c, 8 };
	struct mmsghdr m = { .msg_hdr = { .msg_iov = &v, .msg_iovlen = 1 } };
	return recvmmsg(p->fd[0], &m, 1, 0, 0);
}
static void fifo_at(P)
{
	char name[32];
	snprintf(name, sizeof name, "fifo%d", p->id);
	unlink(name);
	CHECK(!mkfifo(name, 0600) && (p->fd[0] = p->fd[1] = open(name, O_RDWR | O_CLOEXEC)) >= 0);
}
static void inotify_at(P) { CHECK((p->fd[0] = inotify_init1(IN_CLOEXEC)) >= 0 && inotify_add_watch(p->fd[0], ".", IN_DELETE_SELF) >= 0); }
static long do_inotify(P) { char b[512]; return read(p->fd[0], b, sizeof b) > 0 ? 1 : -1; }
static void rewatch(P) { CHECK(inotify_rm_watch(p->fd[0], 1) == 0); }

// Events
static void event_at(P) { CHECK((p->fd[0] = p->fd[1] = eventfd(0, EFD_CLOEXEC)) >= 0); }
static void full_event_at(P) { uint64_t v = -2; event_at(p); CHECK(write(p->fd[0], &v, 8) == 8); }
static void add(P) { uint64_t v = 1; CHECK(write(p->fd[1], &v, 8) == 8); }
static void take(P) { uint64_t v; CHECK(read(p->fd[0], &v, 8) == 8); }
static long do_add(P) { uint64_t v = 1; return write(p->fd[0], &v, 8); }
static void timer_at(P)
{
	CHECK((p->fd[0] = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)) >= 0);
	CHECK(!timerfd_settime(p->fd[0], 0, &(struct itimerspec){ .it_value = long_time }, 0));
}
static void expire(P) { CHECK(!timerfd_settime(p->fd[0], 0, &(struct itimerspec){ .it_value = { 0, 1 } }, 0)); }
static void taken_set(sigset_t *s) { sigemptyset(s); sigaddset(s, TAKEN); }
static void signal_at(P) { sigset_t s; taken_set(&s); CHECK((p->fd[0] = signalfd(-1, &s, SFD_CLOEXEC)) >= 0); }
static long do_signalfd(P) { struct signalfd_siginfo i; return read(p->fd[0], &i, sizeof i) == sizeof i ? 1 : -1; }
static void send_taken(P) { CHECK(!syscall(SYS_tgkill, getpid(), p->tid, TAKEN)); }

// Writing ends: full
static void full_pipe_at(P) { pipe_at(p); CHECK(fcntl(p->fd[1], F_SETPIPE_SZ, 4096) == 4096 && write(p->fd[1], junk, 4096) == 4096); }
static void empty_pipe(P) { CHECK(read(p->fd[0], junk, 4096) == 4096); }
static long do_write(P) { return write(p->fd[1], "12345", 5); }
static long do_writev(P) { struct iovec v[2] = { { "123", 3 }, { "4", 1 } }; return writev(p->fd[1], v, 2); }
static void fill(P) { while (send(p->fd[0], junk, 4096, MSG_DONTWAIT) > 0); CHECK(errno == EAGAIN); }
static void full_stream_at(P) { stream_at(p); fill(p); }
static void full_limited_at(P) { limited_at(p); fill(p); }
static void full_dgram_at(P) { dgram_at(p); fill(p); }
static void full_packet_at(P) { packet_at(p); fill(p); }
static void empty_socket(P) { while (recv(p->fd[1], junk, sizeof junk, MSG_DONTWAIT) > 0); }
static long do_send(P) { return send(p->fd[0], "12345", 5, 0); }
static long do_sendmsg(P) { struct iovec v = { "123", 3 }; return sendmsg(p->fd[0], &(struct msghdr){ .msg_iov = &v, .msg_iovlen = 1 }, 0); }

// Sets of descriptors
static long do_poll(P) { struct pollfd f = { p->fd[0], POLLIN }; return poll(&f, 1, -1); }
static long do_poll_time(P) { struct pollfd f = { p->fd[0], POLLIN }; return poll(&f, 1, 100000); }
static long do_poll_out(P) { struct pollfd f = { p->fd[1], POLLOUT }; return poll(&f, 1, -1); }
static long do_poll_none(P) { return poll(0, 0, -1); }
static long do_ppoll(P) { struct pollfd f = { p->fd[0], POLLIN }; return ppoll(&f, 1, &long_time, 0); }
static long do_select(P) { fd_set s; FD_ZERO(&s); FD_SET(p->fd[0], &s); return select(p->fd[0] + 1, &s, 0, 0, 0); }
static long do_pselect(P) { fd_set s; FD_ZERO(&s); FD_SET(p->fd[0], &s); return pselect(p->fd[0] + 1, &s, 0, 0, &long_time, 0); }
static void udp_at(P)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	CHECK((p->fd[0] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) >= 0 && (p->fd[1] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) >= 0);
	CHECK(!bind(p->fd[0], (void *)&a, n) && !getsockname(p->fd[0], (void *)&a, &n) && !connect(p->fd[1], (void *)&a, n));
}
static void mixed_at(P) { udp_at(p); CHECK((p->fd[3] = eventfd(0, EFD_CLOEXEC)) >= 0); }
static void add_third(P) { uint64_t v = 1; CHECK(write(p->fd[3], &v, 8) == 8); }
static long do_poll_mixed(P) { struct pollfd f[2] = { { p->fd[0], POLLIN }, { p->fd[3], POLLIN } }; return poll(f, 2, -1); }
static void set_at(P) { CHECK((p->fd[2] = epoll_create1(EPOLL_CLOEXEC)) >= 0); }
static void watch(P, int fd) { CHECK(!epoll_ctl(p->fd[2], EPOLL_CTL_ADD, fd, &(struct epoll_event){ .events = EPOLLIN, .data.fd = fd })); }
static void epoll_pipe_at(P) { pipe_at(p); set_at(p); watch(p, p->fd[0]); }
static void epoll_event_at(P) { event_at(p); set_at(p); watch(p, p->fd[0]); }
static void epoll_stream_at(P) { stream_at(p); set_at(p); watch(p, p->fd[0]); }
static void epoll_mixed_at(P) { mixed_at(p); set_at(p); watch(p, p->fd[0]); watch(p, p->fd[3]); }
static void epoll_nested_at(P)
{
	int outer = epoll_create1(EPOLL_CLOEXEC);
	epoll_event_at(p);
	CHECK(!epoll_ctl(outer, EPOLL_CTL_ADD, p->fd[2], &(struct epoll_event){ .events = EPOLLIN }));
	p->fd[3] = p->fd[2];
	p->fd[2] = outer;
}
static void epoll_empty_at(P) { set_at(p); }
static long do_epoll(P) { struct epoll_event e[4]; return epoll_wait(p->fd[2], e, 4, -1); }
static long do_epoll_time(P) { struct epoll_event e[4]; return epoll_wait(p->fd[2], e, 4, 100000); }
static long do_epoll_pwait(P) { struct epoll_event e[4]; sigset_t s; taken_set(&s); return epoll_pwait(p->fd[2], e, 4, -1, &s); }
static long do_epoll_pwait2(P) { struct epoll_event e[4]; return syscall(SYS_epoll_pwait2, p->fd[2], e, 4, &long_time, 0, 8); }
static long do_poll_epoll(P) { struct pollfd f = { p->fd[2], POLLIN }; return poll(&f, 1, -1); }

// Futexes and what libc makes of them
static void word_at(P) { p->word = 0; }
static long do_futex(P) { return FUTEX(&p->word, FUTEX_WAIT | FUTEX_PRIVATE, 0, 0, 0, 0); }
static long do_futex_time(P) { return FUTEX(&p->word, FUTEX_WAIT | FUTEX_PRIVATE, 0, &long_time, 0, 0); }
static long do_futex_shared(P) { return FUTEX(&p->word, FUTEX_WAIT, 0, 0, 0, 0); }
static long do_futex_bits(P) { return FUTEX(&p->word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE, 0, 0, 0, 2); }
static void wake_word(P) { FUTEX(&p->word, FUTEX_WAKE | FUTEX_PRIVATE, INT_MAX, 0, 0, 0); }
static void wake_shared(P) { FUTEX(&p->word, FUTEX_WAKE, INT_MAX, 0, 0, 0); }
static void sem_at(P) { CHECK(!sem_init(&p->sem, 0, 0)); }
static long do_sem(P) { return sem_wait(&p->sem); }
static long do_sem_time(P) { struct timespec t; clock_gettime(CLOCK_REALTIME, &t); t.tv_sec += 100; return sem_timedwait(&p->sem, &t); }
static void post(P) { CHECK(!sem_post(&p->sem)); }
static void cond_at(P) { pthread_mutex_init(&p->mutex, 0); pthread_cond_init(&p->cond, 0); p->word = 0; }
static void unlock(void *m) { pthread_mutex_unlock(m); }
static long do_cond(P)
{
	pthread_mutex_lock(&p->mutex);
	pthread_cleanup_push(unlock, &p->mutex);
	while (!p->word) pthread_cond_wait(&p->cond, &p->mutex);
	pthread_cleanup_pop(1);
	return 0;
}
static void notify(P) { pthread_mutex_lock(&p->mutex); p->word = 1; pthread_cond_broadcast(&p->cond); pthread_mutex_unlock(&p->mutex); }
static void mutex_at(P) { pthread_mutex_init(&p->mutex, 0); pthread_mutex_lock(&p->mutex); }
static long do_mutex(P) { return pthread_mutex_lock(&p->mutex); }
static void release(P) { pthread_mutex_unlock(&p->mutex); }
static void rwlock_at(P) { pthread_rwlock_init(&p->rwlock, 0); pthread_rwlock_wrlock(&p->rwlock); }
static long do_rwlock(P) { return pthread_rwlock_rdlock(&p->rwlock); }
static void release_rwlock(P) { pthread_rwlock_unlock(&p->rwlock); }
static void *ends(void *q) { char c; struct place *p = q; read(p->fd[0], &c, 1); return 0; }
static void join_at(P) { pipe_at(p); CHECK(!pthread_create(&p->other, 0, ends, p)); }
static long do_join(P) { return pthread_join(p->other, 0); }

// Time and signals
static void nothing_at(P) { }
static long do_nanosleep(P) { return nanosleep(&long_time, 0); }
static long do_clock_nanosleep(P)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += 100;
	int e = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0);
	errno = e;
	return e ? -1 : 0;
}
static long do_pause(P) { return pause(); }
static long do_sigsuspend(P) { sigset_t s; taken_set(&s); return sigsuspend(&s); }
static long do_sigwaitinfo(P) { sigset_t s; taken_set(&s); return syscall(SYS_rt_sigtimedwait, &s, 0, 0, 8) == TAKEN ? 1 : -1; }
static void send_waker(P) { CHECK(!syscall(SYS_tgkill, getpid(), p->tid, WAKER)); }

// What stays with the host
static void tcp_at(P)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	CHECK((p->fd[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) >= 0);
	CHECK(!bind(p->fd[0], (void *)&a, sizeof a) && !listen(p->fd[0], 4));
}
static void connect_to(P)
{
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	CHECK(!getsockname(p->fd[0], (void *)&a, &n) && (p->fd[1] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) >= 0);
	CHECK(!connect(p->fd[1], (void *)&a, n));
}
static long do_accept(P) { int fd = accept(p->fd[0], 0, 0); return fd < 0 ? -1 : close(fd); }
static void lock_at(P)
{
	char name[32];
	snprintf(name, sizeof name, "lock%d", p->id);
	for (int i = 0; i < 2; i++) CHECK((p->fd[i] = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) >= 0);
	CHECK(!flock(p->fd[0], LOCK_EX));
}
static long do_flock(P) { return flock(p->fd[1], LOCK_EX); }
static void funlock(P) { CHECK(!flock(p->fd[0], LOCK_UN)); }
static void record_at(P) { lock_at(p); funlock(p); CHECK(!fcntl(p->fd[0], 37, &(struct flock){ .l_type = F_WRLCK })); }
static long do_record(P) { return fcntl(p->fd[1], 38, &(struct flock){ .l_type = F_WRLCK }); }
static void unrecord(P) { CHECK(!fcntl(p->fd[0], 37, &(struct flock){ .l_type = F_UNLCK })); }
static void child_at(P)
{
	pid_t parent = getpid();
	p->child = fork();
	if (!p->child) { while (getppid() == parent) msleep(50); _exit(0); }
}
static long do_waitpid(P) { return waitpid(p->child, 0, 0) == p->child ? 0 : -1; }
static long do_waitid(P) { siginfo_t i; return waitid(P_PID, p->child, &i, WEXITED); }
static void end_child(P) { CHECK(!kill(p->child, SIGKILL)); }
static void queue_at(P) { CHECK((p->fd[0] = msgget(IPC_PRIVATE, 0600)) >= 0); }
static long do_msgrcv(P) { struct { long t; char c[8]; } m; return msgrcv(p->fd[0], &m, 8, 0, 0); }
static void msg_send(P) { CHECK(!msgsnd(p->fd[0], &(struct { long t; char c[8]; }){ 1, "hello" }, 5, 0)); }
static void gone_queue(P) { msgctl(p->fd[0], IPC_RMID, 0); }

struct blocking {
	const char *name;
	void (*make)(P);
	long (*call)(P);
	void (*wake)(P);
	void (*unmake)(P);
};
#undef P

static const struct blocking blocking[] = {
	{ "read pipe", pipe_at, do_read, put }, { "readv pipe", pipe_at, do_readv, put }, { "read fifo", fifo_at, do_read, put },
	{ "read eventfd", event_at, do_read, add }, { "read timerfd", timer_at, do_read, expire },
	{ "read signalfd", signal_at, do_signalfd, send_taken }, { "read inotify", inotify_at, do_inotify, rewatch },
	{ "read stream", stream_at, do_read, put }, { "recv datagram", dgram_at, do_recv, put },
	{ "recvmsg packet", packet_at, do_recvmsg, put }, { "recvmmsg stream", stream_at, do_recvmmsg, put },
	{ "recv with SO_RCVTIMEO", limited_at, do_recv, put }, { "read with SO_RCVTIMEO", limited_at, do_read, put },
	{ "recv udp", udp_at, do_recv, put },
	{ "write pipe", full_pipe_at, do_write, empty_pipe }, { "writev pipe", full_pipe_at, do_writev, empty_pipe },
	{ "write eventfd", full_event_at, do_add, take }, { "send stream", full_stream_at, do_send, empty_socket },
	{ "send with SO_SNDTIMEO", full_limited_at, do_send, empty_socket },
	{ "sendmsg datagram", full_dgram_at, do_sendmsg, empty_socket }, { "send packet", full_packet_at, do_send, empty_socket },
	{ "poll pipe", pipe_at, do_poll, put }, { "poll eventfd, time", event_at, do_poll_time, add },
	{ "poll pipe for writing", full_pipe_at, do_poll_out, empty_pipe }, { "poll nothing", nothing_at, do_poll_none, send_waker },
	{ "ppoll stream", stream_at, do_ppoll, put }, { "poll timerfd", timer_at, do_poll, expire },
	{ "poll eventfd and udp", mixed_at, do_poll_mixed, add_third }, { "poll udp and eventfd", mixed_at, do_poll_mixed, put },
	{ "select stream", stream_at, do_select, put }, { "pselect pipe", pipe_at, do_pselect, put },
	{ "select udp", udp_at, do_select, put },
	{ "epoll_wait pipe", epoll_pipe_at, do_epoll, put }, { "epoll_wait eventfd", epoll_event_at, do_epoll, add },
	{ "epoll_wait stream, time", epoll_stream_at, do_epoll_time, put }, { "epoll_pwait pipe", epoll_pipe_at, do_epoll_pwait, put },
	{ "epoll_pwait2 eventfd", epoll_event_at, do_epoll_pwait2, add },
	{ "epoll_wait mixed, eventfd", epoll_mixed_at, do_epoll, add_third }, { "epoll_wait mixed, udp", epoll_mixed_at, do_epoll, put },
	{ "epoll_wait nested", epoll_nested_at, do_epoll, add }, { "epoll_wait nothing", epoll_empty_at, do_epoll, send_waker },
	{ "poll an epoll", epoll_pipe_at, do_poll_epoll, put },
	{ "futex", word_at, do_futex, wake_word }, { "futex, time", word_at, do_futex_time, wake_word },
	{ "futex, shared", word_at, do_futex_shared, wake_shared }, { "futex, bits", word_at, do_futex_bits, wake_word },
	{ "sem_wait", sem_at, do_sem, post }, { "sem_timedwait", sem_at, do_sem_time, post },
	{ "pthread_cond_wait", cond_at, do_cond, notify }, { "pthread_mutex_lock", mutex_at, do_mutex, release },
	{ "pthread_rwlock_rdlock", rwlock_at, do_rwlock, release_rwlock }, { "pthread_join", join_at, do_join, put },
	{ "nanosleep", nothing_at, do_nanosleep, send_waker }, { "clock_nanosleep until", nothing_at, do_clock_nanosleep, send_waker },
	{ "pause", nothing_at, do_pause, send_waker }, { "sigsuspend", nothing_at, do_sigsuspend, send_waker },
	{ "rt_sigtimedwait", nothing_at, do_sigwaitinfo, send_taken },
	{ "accept tcp", tcp_at, do_accept, connect_to },
	{ "flock", lock_at, do_flock, funlock }, { "record lock", record_at, do_record, unrecord },
	{ "waitpid", child_at, do_waitpid, end_child }, { "waitid", child_at, do_waitid, end_child },
	{ "msgrcv", queue_at, do_msgrcv, msg_send, gone_queue },
};
enum { BLOCKING = sizeof blocking / sizeof *blocking };

// Before any thread: TAKEN blocked, WAKER caught (and, since handlers are not restarted, an end to what only signals end).
static void blocking_setup(void)
{
	struct sigaction sa = { .sa_handler = waker };
	sigset_t s;
	taken_set(&s);
	CHECK(!sigprocmask(SIG_BLOCK, &s, 0) && !sigaction(WAKER, &sa, 0));
}

static void prepare(struct place *p, const struct blocking *b)
{
	static int ids;
	memset(p, 0, sizeof *p);
	for (int i = 0; i < 4; i++) p->fd[i] = -1;
	p->id = ids++;
	b->make(p);
}

// Makes the call in the calling thread.
static void block(struct place *p, const struct blocking *b)
{
	p->tid = gettid();
	errno = 0;
	p->result = b->call(p);
	p->error = p->result < 0 ? errno : 0;
	p->returned = 1;
}

static void cleanup(struct place *p, const struct blocking *b)
{
	if (b->unmake) { b->unmake(p); return; }
	for (int i = 0; i < 4; i++) if (p->fd[i] >= 0) close(p->fd[i]);
	if (p->child) { kill(p->child, SIGKILL); waitpid(p->child, 0, 0); }
}

// Until the call waits (0), or has returned or its thread gone (-1).
static int until_waiting(struct place *p)
{
	while (!p->tid) sched_yield();
	char path[64], buf[256];
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", p->tid);
	while (!p->returned) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0) return -1;
		ssize_t n = read(fd, buf, sizeof buf - 1);
		close(fd);
		if (n <= 0) return -1;
		buf[n] = 0;
		char *s = strrchr(buf, ')');
		if (s && s[1] && s[2] == 'S') return p->returned ? -1 : 0;
		usleep(100);
	}
	return -1;
}
