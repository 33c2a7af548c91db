#include "check.h"
#include <pthread.h>
#include <sys/uio.h>
// writev is one write: lines of several parts from many writers are not torn, in a pipe and in a file opened to append.
enum { WRITERS = 4, LINES = 400, PARTS = 7 };
static int fd;
static void lines(int who)
{
	char part[PARTS][40];
	struct iovec v[PARTS];
	for (int i = 0; i < LINES; i++) {
		for (int k = 0; k < PARTS; k++) {
			int n = k == PARTS - 1 ? 1 : 1 + (who * 7 + i * 3 + k * 5) % 30;
			memset(part[k], 'a' + who, n);
			if (k == PARTS - 1) part[k][0] = '\n';
			v[k] = (struct iovec){ part[k], n };
		}
		// An empty part in the middle.
		v[3].iov_len = i & 1 ? 0 : v[3].iov_len;
		ssize_t want = 0, r = writev(fd, v, PARTS);
		for (int k = 0; k < PARTS; k++) want += v[k].iov_len;
		if (r != want) { CHECK(!"whole line written"); return; }
	}
}
static void *thread(void *arg) { lines((long)arg); return 0; }
static void check(const char *what, FILE *f)
{
	char line[1024];
	long torn = 0, count[2 * WRITERS] = { 0 };
	while (fgets(line, sizeof line, f)) {
		size_t n = strlen(line);
		if (line[n - 1] != '\n' || line[0] < 'a' || line[0] >= 'a' + 2 * WRITERS) { torn++; continue; }
		for (size_t i = 0; i < n - 1; i++) if (line[i] != line[0]) { torn++; break; }
		count[line[0] - 'a']++;
	}
	printf("%s: %ld torn;", what, torn);
	for (int i = 0; i < 2 * WRITERS; i++) printf(" %ld", count[i]);
	puts("");
	CHECK(!torn);
}
static void run(void)
{
	pthread_t t[WRITERS];
	pid_t p[WRITERS];
	for (int i = 0; i < WRITERS; i++) {
		if (!(p[i] = fork())) { lines(WRITERS + i); _exit(check_failures); }
	}
	for (long i = 0; i < WRITERS; i++) pthread_create(&t[i], 0, thread, (void *)i);
	for (int i = 0; i < WRITERS; i++) pthread_join(t[i], 0);
	for (int i = 0; i < WRITERS; i++) { int st; CHECK(waitpid(p[i], &st, 0) == p[i] && st == 0); }
}
static int pipefd[2];
static void *reads(void *arg)
{
	FILE *f = fdopen(pipefd[0], "r");
	check("pipe", f);
	return 0;
}
int main(void)
{
	pthread_t r;
	CHECK(!pipe(pipefd));
	fd = pipefd[1];
	pthread_create(&r, 0, reads, 0);
	run();
	close(fd);
	pthread_join(r, 0);
	fd = open("log", O_WRONLY | O_CREAT | O_APPEND, 0600);
	run();
	FILE *f = fopen("log", "r");
	check("file", f);
	// With one offset shared by all and no O_APPEND, the host keeps them apart too.
	fd = open("shared", O_WRONLY | O_CREAT, 0600);
	run();
	check("shared offset", fopen("shared", "r"));
	return done();
}
