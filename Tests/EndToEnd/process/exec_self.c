/* args: 3 */
/* run: dynamic static static-pie loader */
/* exit: 5 */
#include "check.h"
#include <spawn.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
// What a program finds of itself (exe, cmdline, environ, comm, the auxiliary vector), when it was started directly,
// by itself, by a script, by a child that shares memory; and the vector's addresses are its own.
extern char **environ;

static void show_file(const char *name)
{
	char text[4096];
	int fd = open(name, O_RDONLY), n = read(fd, text, sizeof text);
	printf("%s: ", name);
	for (int i = 0; i < n; i++) putchar(text[i] ? text[i] : '|');
	puts("");
	close(fd);
}

// The pages of all mappings.
static int pages(void)
{
	char text[64] = "";
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	CHECK(read(fd, text, 63) > 0);
	close(fd);
	return atoi(text);
}

int main(int argc, char **argv)
{
	char link[4096], name[16], number[16];
	struct stat self, there;
	posix_spawn_file_actions_t actions;
	pid_t p;
	int st, left = argc > 1 ? atoi(argv[argc - 1]) : 0;

	for (int i = 0; i < argc; i++) printf("argv[%d] %s\n", i, argv[i]);
	show_file("/proc/self/cmdline");
	show_file("/proc/self/comm");
	// The first environment is the test's.
	if (left < 3) {
		show_file("/proc/self/environ");
		for (char **e = environ; *e; e++) puts(*e);
	}
	prctl(PR_GET_NAME, name);
	printf("%s, %s\n", name, (char *)getauxval(AT_EXECFN));
	ssize_t n = readlink("/proc/self/exe", link, sizeof link - 1);
	link[n > 0 ? n : 0] = 0;
	printf("exe %s\n", strrchr(link, '/'));
	CHECK(!stat("/proc/self/exe", &self) && !stat("prog", &there) && self.st_ino == there.st_ino);
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	CHECK(!fstat(fd, &self) && self.st_ino == there.st_ino);
	show("not to be written", open("/proc/self/exe", O_WRONLY | O_NOFOLLOW));
	show("lstat", lstat("/proc/self/exe", &self));
	CHECK(S_ISLNK(self.st_mode));
	show("descriptor", dup(1)), close(fd + 1);
	// The entry and the segments are in the program, not in the libc.
	CHECK(getauxval(AT_ENTRY) - (unsigned long)main + (1 << 20) < 2 << 20);
	CHECK(getauxval(AT_PHDR) - (unsigned long)main + (1 << 20) < 2 << 20);
	printf("%d of %d bytes\n", getauxval(AT_PHNUM) > 3, (int)getauxval(AT_PHENT));

	sprintf(number, "%d", left - 1);
	char *args[] = { "a name", "", "x y", number, 0 }, *some[] = { "V=1", "W=", "odd", 0 };
	switch (left) {
	case 3:
		// A child that shares the memory, many times over: nothing of it is left behind.
		for (int i = 0, before = 0; i < 21; i++) {
			p = vfork();
			if (!p) { execve(i % 2 ? "./prog/none" : "/bin/true", (char *[]){ "true", 0 }, some); _exit(3); }
			CHECK(waitpid(p, &st, 0) == p && st == (i % 2 ? 0x300 : 0));
			if (i < 2) before = pages();
			else CHECK(pages() == before);
		}
		p = vfork();
		if (!p) { execve("./prog", args, some); _exit(9); }
		CHECK(waitpid(p, &st, 0) == p);
		status("vfork", st);
		st = open("script", O_CREAT | O_WRONLY | O_CLOEXEC, 0755);
		write(st, "#!./prog argument\n", 18);
		close(st);
		posix_spawn_file_actions_init(&actions);
		int e = posix_spawn(&p, "./script", &actions, 0, (char *[]){ "lost", "0", 0 }, (char *[]){ 0 });
		CHECK(waitpid(p, &st, 0) == p);
		code("posix_spawn", e);
		status("script", st);
		execv("./missing", args);
		show("missing", -1);
		return done() ?: 5;
	case 2:
		execve("/proc/self/exe", args, some);
		return 9;
	case 1:
		fexecve(open("./prog", O_RDONLY | O_CLOEXEC), args, (char *[]){ 0 });
		return 9;
	}
	return check_failures ? 1 : 4;
}
