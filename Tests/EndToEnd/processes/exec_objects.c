#include "waiting/blocking.h"
#include <sys/stat.h>
// exec with objects that hold data: of this program, of a script, by descriptor; CLOEXEC ones are gone; a failed exec
// changes nothing; threads that use them do not live on.
static int p[2], ev, s[2], set, gone[2];
static volatile int busy;
static void *uses(void *arg)
{
	int q[2];
	char c = 'u';
	pipe2(q, O_CLOEXEC);
	for (;;) { busy++; write(q[1], &c, 1); read(q[0], &c, 1); }
	return 0;
}
static void make(void)
{
	uint64_t v = 11;
	CHECK(!pipe(p) && !pipe2(gone, O_CLOEXEC) && (ev = eventfd(0, 0)) >= 0 && !socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s) && (set = epoll_create1(0)) >= 0);
	CHECK(write(p[1], "kept over exec\n", 15) == 15 && write(ev, &v, 8) == 8 && send(s[0], "packet", 6, 0) == 6);
	CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, p[0], &(struct epoll_event){ .events = EPOLLIN, .data.u64 = 0x123456789abc }));
}
static int after(char **argv)
{
	char b[64];
	uint64_t v;
	struct epoll_event e;
	p[0] = atoi(argv[2]), p[1] = atoi(argv[3]), ev = atoi(argv[4]), s[0] = atoi(argv[5]), s[1] = atoi(argv[6]), set = atoi(argv[7]), gone[0] = atoi(argv[8]);
	CHECK(epoll_wait(set, &e, 1, 0) == 1 && e.data.u64 == 0x123456789abc);
	CHECK(read(p[0], b, 64) == 15 && !memcmp(b, "kept over exec\n", 15));
	CHECK(read(ev, &v, 8) == 8 && v == 11 && recv(s[1], b, 64, 0) == 6);
	CHECK(fcntl(gone[0], F_GETFD) == -1 && errno == EBADF);
	CHECK(write(p[1], "on", 2) == 2 && epoll_wait(set, &e, 1, -1) == 1 && read(p[0], b, 64) == 2 && send(s[1], "x", 1, 0) == 1 && recv(s[0], b, 1, 0) == 1);
	puts("all is here");
	return check_failures ? 1 : 44;
}
static char text[8][12], *args[12];
static void arguments(void)
{
	int n[] = { p[0], p[1], ev, s[0], s[1], set, gone[0] };
	args[0] = "prog", args[1] = "after";
	for (int i = 0; i < 7; i++) snprintf(text[i], 12, "%d", n[i]), args[i + 2] = text[i];
	args[9] = 0;
}
static void plain(void) { make(); arguments(); execv("./prog", args); _exit(1); }
static void busy_exec(void)
{
	pthread_t t;
	make();
	arguments();
	for (int i = 0; i < 4; i++) pthread_create(&t, 0, uses, 0);
	while (busy < 1000) sched_yield();
	execv("./prog", args);
	_exit(1);
}
static void *execs(void *arg) { execv("./prog", args); _exit(1); }
static void thread_exec(void) { pthread_t t; make(); arguments(); pthread_create(&t, 0, execs, 0); char c; read(gone[0], &c, 1); _exit(1); }
static void failed(void)
{
	make();
	arguments();
	CHECK(execv("/none/such", args) == -1 && errno == ENOENT && execv("/", args) == -1 && errno == EACCES);
	CHECK(fcntl(gone[0], F_GETFD) == FD_CLOEXEC && write(gone[1], "g", 1) == 1);
	execv("./prog", args);
	_exit(1);
}
static void by_descriptor(void)
{
	make();
	arguments();
	syscall(SYS_execveat, open("prog", O_RDONLY | O_CLOEXEC), "", args, environ, AT_EMPTY_PATH);
	_exit(1);
}
static void script(void)
{
	make();
	dup2(p[0], 0);
	int fd = open("script", O_WRONLY | O_CREAT, 0700);
	dprintf(fd, "#!/bin/sh\nread line; echo \"script: $line, $1\"; exit 45\n");
	close(fd);
	execl("./script", "script", "argument", (char *)0);
	_exit(1);
}
static void into_cat(void)
{
	make();
	dup2(p[0], 0);
	close(p[1]);
	execl("/bin/cat", "cat", (char *)0);
	_exit(1);
}
static void in_vfork(void)
{
	int st;
	make();
	arguments();
	pid_t pid = vfork();
	if (!pid) { execv("./prog", args); _exit(1); }
	CHECK(waitpid(pid, &st, 0) == pid && WEXITSTATUS(st) == 44);
	char b[8];
	CHECK(write(p[1], "still", 5) == 5 && read(p[0], b, 8) == 5 && write(gone[1], "g", 1) == 1 && read(gone[0], b, 1) == 1);
}

int main(int argc, char **argv)
{
	if (argc > 1) return after(argv);
	in_child("exec", plain);
	in_child("exec while others use theirs", busy_exec);
	in_child("exec in a thread", thread_exec);
	in_child("after a failed one", failed);
	in_child("by descriptor", by_descriptor);
	in_child("script", script);
	in_child("another libc's program", into_cat);
	in_child("after vfork", in_vfork);
	return done();
}
