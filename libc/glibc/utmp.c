/* Who is logged in: the records of /run/utmp and /var/log/wtmp, whose layout is glibc's. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include "glibc.h"

struct glibc_utmp {
	short type;
	int pid;
	char line[32], id[4], user[32], host[256];
	short termination, exit;
	int32_t session;
	struct { int32_t seconds, microseconds; } time;
	int32_t address[4];
	char unused[20];
};
_Static_assert(sizeof(struct glibc_utmp) == 384 && offsetof(struct glibc_utmp, time) == 340, "glibc's layout");

enum { RUN_LVL = 1, BOOT_TIME, NEW_TIME, OLD_TIME, INIT_PROCESS, LOGIN_PROCESS, USER_PROCESS, DEAD_PROCESS };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *file;
static int fd = -1, is_writable;
static struct glibc_utmp kept;

static int open_file(int for_writing)
{
	const char *name = file ? file : "/var/run/utmp";
	if (fd >= 0 && (is_writable || !for_writing)) return 0;
	off_t at = fd >= 0 ? lseek(fd, 0, SEEK_CUR) : 0;
	int new = open(name, (for_writing ? O_RDWR : O_RDONLY)|O_CLOEXEC);
	if (new < 0) return -1;
	if (fd >= 0) close(fd);
	fd = new;
	is_writable = for_writing;
	lseek(fd, at, SEEK_SET);
	return 0;
}

void GLIBC(setutent)(void)
{
	pthread_mutex_lock(&lock);
	if (fd >= 0) lseek(fd, 0, SEEK_SET);
	pthread_mutex_unlock(&lock);
}

void GLIBC(endutent)(void)
{
	pthread_mutex_lock(&lock);
	if (fd >= 0) close(fd);
	fd = -1;
	pthread_mutex_unlock(&lock);
}

int GLIBC(utmpname)(const char *name)
{
	char *copy = strdup(name);
	if (!copy) return -1;
	glibc_endutent();
	free(file);
	file = copy;
	return 0;
}

/* The session that WANTED names: for processes by the id, else by the type. */
static int is_session(const struct glibc_utmp *e, const struct glibc_utmp *wanted)
{
	if (wanted->type >= RUN_LVL && wanted->type <= OLD_TIME) return e->type == wanted->type;
	return e->type >= INIT_PROCESS && e->type <= DEAD_PROCESS && !strncmp(e->id, wanted->id, sizeof e->id);
}

static int is_line(const struct glibc_utmp *e, const struct glibc_utmp *wanted)
{
	return (e->type == LOGIN_PROCESS || e->type == USER_PROCESS) && !strncmp(e->line, wanted->line, sizeof e->line);
}

static int next(struct glibc_utmp *e, int (*fits)(const struct glibc_utmp *, const struct glibc_utmp *), const struct glibc_utmp *wanted)
{
	int found = 0;
	pthread_mutex_lock(&lock);
	if (!open_file(0)) while (!found && read(fd, e, sizeof *e) == sizeof *e) found = !fits || fits(e, wanted);
	pthread_mutex_unlock(&lock);
	if (!found) errno = ESRCH;
	return found;
}

#define FORMS(name, fits, wanted, ...) \
	int GLIBC(name##_r)(__VA_ARGS__ struct glibc_utmp *e, struct glibc_utmp **result) \
	{ \
		*result = next(e, fits, wanted) ? e : 0; \
		return *result ? 0 : -1; \
	}
#define COMMA ,
FORMS(getutent, 0, 0, )
FORMS(getutid, is_session, wanted, const struct glibc_utmp *wanted COMMA)
FORMS(getutline, is_line, wanted, const struct glibc_utmp *wanted COMMA)

struct glibc_utmp *GLIBC(getutent)(void) { return next(&kept, 0, 0) ? &kept : 0; }

struct glibc_utmp *GLIBC(getutid)(const struct glibc_utmp *wanted)
{
	struct glibc_utmp copy = *wanted;
	return next(&kept, is_session, &copy) ? &kept : 0;
}

struct glibc_utmp *GLIBC(getutline)(const struct glibc_utmp *wanted)
{
	struct glibc_utmp copy = *wanted;
	return next(&kept, is_line, &copy) ? &kept : 0;
}

/* In the place of the session's last record, or at the end. */
struct glibc_utmp *GLIBC(pututline)(const struct glibc_utmp *new)
{
	struct glibc_utmp e, copy = *new;
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	ssize_t written = -1;
	pthread_mutex_lock(&lock);
	if (!open_file(1) && !fcntl(fd, F_SETLKW, &whole)) {
		int found = 0;
		lseek(fd, 0, SEEK_SET);
		while (!found && read(fd, &e, sizeof e) == sizeof e) found = is_session(&e, &copy);
		if (found) lseek(fd, -(off_t)sizeof e, SEEK_CUR);
		written = write(fd, &copy, sizeof copy);
		whole.l_type = F_UNLCK;
		fcntl(fd, F_SETLK, &whole);
	}
	if (written == sizeof copy) kept = copy;
	pthread_mutex_unlock(&lock);
	return written == sizeof copy ? &kept : 0;
}

void GLIBC(updwtmp)(const char *name, const struct glibc_utmp *e)
{
	int to = open(name, O_WRONLY|O_APPEND|O_CLOEXEC);
	if (to < 0) return;
	write(to, e, sizeof *e);
	close(to);
}

void GLIBC(logwtmp)(const char *line, const char *user, const char *host)
{
	struct glibc_utmp e = { .type = *user ? USER_PROCESS : DEAD_PROCESS, .pid = getpid() };
	struct timeval now;
	gettimeofday(&now, 0);
	e.time.seconds = now.tv_sec;
	e.time.microseconds = now.tv_usec;
	strncpy(e.line, line, sizeof e.line);
	strncpy(e.user, user, sizeof e.user);
	strncpy(e.host, host, sizeof e.host);
	glibc_updwtmp("/var/log/wtmp", &e);
}

GLIBC_ALIAS(setutxent, glibc_setutent) GLIBC_ALIAS(endutxent, glibc_endutent) GLIBC_ALIAS(getutxent, glibc_getutent)
GLIBC_ALIAS(getutxid, glibc_getutid) GLIBC_ALIAS(getutxline, glibc_getutline) GLIBC_ALIAS(pututxline, glibc_pututline)
GLIBC_ALIAS(updwtmpx, glibc_updwtmp) GLIBC_ALIAS(utmpxname, glibc_utmpname)
