/* args: first */
/* ldflags: -pthread */
// exec in all its forms, and what the program that it starts finds: names, arguments, environment, descriptors, errors.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void show_file(const char *what, const char *name)
{
	char text[65536];
	int fd = open(name, O_RDONLY), n = fd < 0 ? -1 : read(fd, text, sizeof text);
	printf("%s: ", what);
	for (int i = 0; i < n; i++) putchar(text[i] ? text[i] : '|');
	puts(n < 0 ? strerror(errno) : "");
	close(fd);
}

// The last part of a link, since the folder differs from run to run.
static void show_link(const char *what, int folder, const char *name)
{
	char text[4096];
	ssize_t n = readlinkat(folder, name, text, sizeof text - 1);
	text[n > 0 ? n : 0] = 0;
	char *last = strrchr(text, '/');
	printf("%s: %s\n", what, n < 0 ? strerror(errno) : last ? last + 1 : text);
}

static void result(const char *what, long r)
{
	printf("%s: %ld %s\n", what, r, r < 0 ? strerror(errno) : "");
}

static void *volatile bad = (void *)8, *volatile null;

static void show_self(int argc, char **argv)
{
	char name[64], link[4096], word[16] = "";
	struct stat one, two;
	struct statx three;
	for (int i = 0; i < argc; i++) printf("argv[%d]: %s\n", i, argv[i]);
	for (char **e = environ; *e; e++) printf("environ: %s\n", *e);
	show_file("cmdline", "/proc/self/cmdline");
	show_file("environment", "/proc/self/environ");
	show_file("comm", "/proc/self/comm");
	prctl(PR_GET_NAME, word);
	printf("name: %s\n", word);
	printf("AT_EXECFN: %s\n", (char *)getauxval(AT_EXECFN));
	printf("invoked as %s, %s\n", program_invocation_name, program_invocation_short_name);
	show_link("exe", AT_FDCWD, "/proc/self/exe");
	show_link("exe of the thread", AT_FDCWD, "/proc/thread-self/exe");
	sprintf(name, "/proc/%d/exe", getpid());
	show_link("exe by number", AT_FDCWD, name);
	sprintf(name, "/proc/%d/task/%d/exe", getpid(), getpid());
	show_link("exe by task", AT_FDCWD, name);
	int folder = open("/proc/self", O_PATH | O_DIRECTORY);
	show_link("exe in a folder", folder, "exe");
	// What is in memory only can be opened by that name with privileges.
	if (!strcmp(argv[0], "memory")) return;
	result("shorter", readlink("/proc/self/exe", link, 3));
	result("none", syscall(SYS_readlink, "/proc/self/exe", link, 0));
	result("to nowhere", readlink("/proc/self/exe", bad, 9));
	result("beside it", readlink("/proc/self/exe/", link, 9));
	result("no such", readlink("/proc/self/exec", link, 9));
	int fd = open("/proc/self/exe", O_RDONLY), fd2 = openat(folder, "exe", O_RDONLY | O_CLOEXEC);
	printf("open: %d %d, %d\n", fd >= 0, fstat(fd, &one), fd2 >= 0);
	printf("stat: %d, the same file: %d\n", stat("/proc/self/exe", &two), one.st_ino == two.st_ino && one.st_dev == two.st_dev);
	printf("statx: %d %d\n", statx(AT_FDCWD, "/proc/self/exe", 0, STATX_INO, &three), three.stx_ino == one.st_ino);
	printf("by a name: %d %d\n", fstatat(folder, "exe", &two, 0), one.st_ino == two.st_ino);
	printf("lstat: %d link %d\n", lstat("/proc/self/exe", &two), S_ISLNK(two.st_mode));
	printf("access: %d %d\n", access("/proc/self/exe", X_OK), faccessat(folder, "exe", R_OK, AT_EACCESS));
	result("not followed", open("/proc/self/exe", O_NOFOLLOW));
	close(fd), close(fd2), close(folder);
	if (realpath("/proc/self/exe", link)) printf("realpath: %s\n", strrchr(link, '/') + 1);
	printf("next descriptor: %d\n", dup(0));
}

// Without privileges the file may be out of reach then, but no other one takes its place.
static int replace(void)
{
	struct stat one, two;
	printf("stat: %d\n", stat("/proc/self/exe", &one));
	printf("rename: %d\n", rename("plain", "temporary"));
	int is_other = !stat("/proc/self/exe", &two) && two.st_ino != one.st_ino;
	printf("another file: %d\n", is_other);
	return 0;
}

static void finish(const char *what, pid_t p)
{
	int status = -1;
	if (p > 0) waitpid(p, &status, 0);
	printf("%s: %d, status %x\n", what, p > 0, status);
}

static void *in_thread(void *args)
{
	execve("./prog", args, (char *[]){ "THREAD=1", 0 });
	return 0;
}

static void script(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	dprintf(fd, "%s", text);
	close(fd);
}

static int copy(const char *from, int to)
{
	char text[65536];
	ssize_t n;
	int fd = open(from, O_RDONLY | O_CLOEXEC);
	while ((n = read(fd, text, sizeof text)) > 0) if (write(to, text, n) != n) return -1;
	return close(fd);
}

#define FORKED(what, call) do { \
	pid_t p_ = fork(); \
	if (!p_) { call; printf("%s: %s\n", what, strerror(errno)); _exit(99); } \
	finish(what, p_); \
} while (0)

int main(int argc, char **argv)
{
	setvbuf(stdout, 0, _IOLBF, 0);
	if (argc > 1 && !strcmp(argv[1], "gone")) return 6;
	if (argc > 1 && !strcmp(argv[1], "replace")) return replace();
	if (strcmp(argc > 1 ? argv[1] : "", "first")) {
		show_self(argc, argv);
		if (argc > 1 && !strcmp(argv[1], "again")) execl("/proc/self/exe", "once more", "no", (char *)0);
		return argc;
	}
	char *args[] = { "name", "a b", "", "c", 0 }, *none[] = { 0 }, *some[] = { "A=1", "B=", "odd", 0 };
	char *again[] = { "first name", "again", 0 };

	FORKED("execve", execve("./prog", args, some));
	FORKED("without an environment", execve("./prog", args, none));
	FORKED("by /proc/self/exe", execve("./prog", again, some));
	pid_t p = vfork();
	if (!p) { execve("./prog", args, some); _exit(99); }
	finish("vfork", p);
	int e = posix_spawn(&p, "./prog", 0, 0, args, some);
	finish("posix_spawn", p);
	printf("posix_spawn: %d\n", e);
	printf("system: %x\n", system("env -i ./prog x; exit 7"));
	FILE *f = popen("env -i A=2 ./prog y | tail -n 3", "r");
	for (int c; (c = getc(f)) != EOF;) putchar(c);
	printf("pclose: %x\n", pclose(f));
	pthread_t t;
	p = fork();
	if (!p) { pthread_create(&t, 0, in_thread, args); pthread_join(t, 0); _exit(99); }
	finish("a thread", p);

	int fd = open("./prog", O_RDONLY), fd2 = open("./prog", O_PATH | O_CLOEXEC), folder = open(".", O_PATH | O_CLOEXEC);
	FORKED("fexecve", fexecve(fd, args, some));
	FORKED("fexecve, closed by it", fexecve(fd2, args, some));
	FORKED("in a folder", syscall(SYS_execveat, folder, "prog", args, some, 0));
	int memory = memfd_create("in memory", MFD_CLOEXEC);
	printf("copy: %d\n", copy("prog", memory));
	FORKED("memfd", fexecve(memory, (char *[]){ "memory", 0 }, some));
	char name[64];
	sprintf(name, "/proc/self/fd/%d", memory);
	FORKED("memfd by a name", execve(name, (char *[]){ "memory", 0 }, some));
	close(memory);
	int closed = open("./prog", O_RDONLY | O_CLOEXEC);
	sprintf(name, "/dev/fd/%d", closed);
	FORKED("a name that exec takes away", execve(name, args, some));
	int line = open("by_number", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	dprintf(line, "#!%s\n", name);
	close(line);
	FORKED("an interpreter that exec takes away", execve("./by_number", args, some));
	close(closed);
	FORKED("without descriptors", (close(0), close(2), execve("./prog", args, some)));
	for (int i = 0; i < 8; i++) {
		int temporary = open("temporary", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
		if (copy("prog", temporary)) puts("no copy");
		close(temporary);
		e = posix_spawn(&p, "./temporary", 0, 0, (char *[]){ "temporary", "gone", 0 }, some);
		unlink("temporary");
		finish("removed at once", p);
	}

	script("plain", "#!./prog\n");
	int temporary = open("temporary", O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	printf("copy: %d\n", copy("prog", temporary));
	close(temporary);
	FORKED("replaced", execve("./temporary", (char *[]){ "temporary", "replace", 0 }, some));
	script("plain", "#!./prog\n");
	script("with", "#! ./prog  one two \t\nthree\n");
	script("nested", "#!./with x");
	script("shell", "#!/bin/sh\necho \"$0\" \"$@\"; exit 3\n");
	script("nothing", "#! \t\n./prog\n");
	script("absent", "#!./no such\n");
	script("text", "echo no script\n");
	script("loop", "#!./loop\n");
	symlink("./with", "link");
	FORKED("script", execve("./plain", args, some));
	FORKED("with an argument", execve("./with", args, none));
	FORKED("nested", execve("./nested", args, none));
	FORKED("a link", execve("./link", args, none));
	FORKED("shell", execve("./shell", args, none));
	FORKED("nothing", execve("./nothing", args, none));
	FORKED("absent", execve("./absent", args, none));
	FORKED("text", execve("./text", args, none));
	FORKED("loop", execve("./loop", args, none));
	int open_script = open("plain", O_RDONLY), closed_script = open("plain", O_RDONLY | O_CLOEXEC);
	FORKED("script by descriptor", fexecve(open_script, args, some));
	FORKED("script, closed by exec", fexecve(closed_script, args, some));
	FORKED("script in a folder", syscall(SYS_execveat, folder, "plain", args, some, 0));
	close(open_script), close(closed_script);

	char *large[3] = { "large", malloc(200000), 0 };
	memset(large[1], 'x', 199999), large[1][199999] = 0;
	char **many = calloc(400001, sizeof *many);
	for (int i = 0; i < 400000; i++) many[i] = "1234567";
	char *long_name = calloc(1, 5001);
	memset(long_name, 'y', 5000);
	int writer = open("writable", O_WRONLY | O_CREAT, 0755);
	copy("prog", writer);
	script("no_bit", "#!/bin/sh\n"), chmod("no_bit", 0644);
	script("half", "\177ELF\2\1\1");
	FORKED("no file", execve("./none", args, some));
	FORKED("no name", execve("", args, some));
	FORKED("long name", execve(long_name, args, some));
	FORKED("folder", execve("./", args, some));
	FORKED("below a file", execve("./prog/x", args, some));
	FORKED("no bit", execve("./no_bit", args, some));
	FORKED("half a program", execve("./half", args, some));
	FORKED("being written", execve("./writable", args, some));
	close(writer);
	FORKED("written", execve("./writable", args, some));
	FORKED("large argument", execve("./prog", large, some));
	FORKED("many arguments", execve("./prog", many, some));
	FORKED("many variables", execve("./prog", args, many));
	FORKED("bad name", execve(bad, args, some));
	FORKED("bad arguments", execve("./prog", bad, some));
	FORKED("bad argument", execve("./prog", (char *[]){ "x", bad, 0 }, some));
	FORKED("bad environment", execve("./prog", args, bad));
	FORKED("no arguments", execve("./prog", null, null));
	FORKED("no flags", syscall(SYS_execveat, AT_FDCWD, "./prog", args, some, 0x40));
	FORKED("no folder", syscall(SYS_execveat, 999, "prog", args, some, 0));
	FORKED("a link that is not followed", syscall(SYS_execveat, AT_FDCWD, "./link", args, some, AT_SYMLINK_NOFOLLOW));
	FORKED("a directory by descriptor", fexecve(folder, args, some));
	printf("next descriptor: %d\n", dup(0));
	return 0;
}
