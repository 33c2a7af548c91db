#include "check.h"
#include <sys/inotify.h>
#include <sys/stat.h>
// inotify: events of a directory and a file, moves with cookies, removal, queue, errors.
static int in, dir, file;
static void drain(const char *what)
{
	char buf[4096] __attribute__((aligned(8)));
	ssize_t n = read(in, buf, sizeof buf);
	printf("%s:", what);
	if (n < 0) { printf(" %s\n", ename(errno)); return; }
	uint32_t cookie = 0;
	for (char *p = buf; p < buf + n;) {
		struct inotify_event *e = (void *)p;
		printf(" %s:%x", e->wd == dir ? "dir" : e->wd == file ? "file" : "?", e->mask);
		if (e->len) printf(":%s", e->name);
		if (e->cookie) { printf(cookie == e->cookie ? ":same" : ":cookie"); cookie = e->cookie; }
		p += sizeof *e + e->len;
	}
	puts("");
}
int main(void)
{
	mkdir("d", 0755);
	in = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	dir = inotify_add_watch(in, "d", IN_ALL_EVENTS);
	CHECK(in >= 0 && dir > 0);
	drain("nothing");
	int fd = open("d/f", O_RDWR | O_CREAT, 0600);
	write(fd, "x", 1);
	close(fd);
	drain("created, written, closed");
	file = inotify_add_watch(in, "d/f", IN_MODIFY | IN_DELETE_SELF | IN_ATTRIB);
	truncate("d/f", 0);
	chmod("d/f", 0644);
	drain("truncated, chmod");
	rename("d/f", "d/g");
	drain("renamed");
	mkdir("d/sub", 0755);
	link("d/g", "outside");
	rename("outside", "d/in");
	drain("directory, link, moved in");
	inotify_rm_watch(in, file);
	drain("watch removed");
	unlink("d/in");
	unlink("d/g");
	rmdir("d/sub");
	drain("unlinked");
	pid_t c = fork();
	if (!c) { close(open("d/by-child", O_CREAT | O_WRONLY, 0600)); _exit(0); }
	waitpid(c, 0, 0);
	drain("by a child");
	unlink("d/by-child");
	rmdir("d");
	drain("directory removed");
	show("watch none", inotify_add_watch(in, "none", IN_ACCESS));
	show("no mask", inotify_add_watch(in, ".", 0));
	show("remove none", inotify_rm_watch(in, 77));
	show("not inotify", inotify_add_watch(0, ".", IN_ACCESS));
	show("small buffer", (inotify_add_watch(in, ".", IN_CREATE), close(open("n", O_CREAT, 0600)), read(in, &(char){ 0 }, 1)));
	show("bad flags", inotify_init1(0x77));
	return done();
}
