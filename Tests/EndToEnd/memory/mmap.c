#include "check.h"
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/resource.h>
// mmap, mprotect, mremap, munmap, msync, madvise, mincore, mlock: contents, protections, errors.
static sigjmp_buf env;
static volatile int how;
static void fault(int sig, siginfo_t *si, void *c) { how = sig == SIGBUS ? 'B' : si->si_code == SEGV_MAPERR ? 'M' : 'A'; siglongjmp(env, 1); }
static int peek(volatile char *p) { how = 0; if (!sigsetjmp(env, 1)) return *p, 'r'; return how; }
static int poke(volatile char *p) { how = 0; if (!sigsetjmp(env, 1)) return *p = *p, 'w'; return how; }
static void see(const char *what, char *p) { int r = peek(p), w = poke(p); printf("%s: %c%c\n", what, r, w); }
#define ANON MAP_PRIVATE|MAP_ANONYMOUS
int main(void)
{
	struct sigaction sa = { .sa_sigaction = fault, .sa_flags = SA_SIGINFO };
	sigaction(SIGSEGV, &sa, 0);
	sigaction(SIGBUS, &sa, 0);
	char *p = mmap(0, 5 * 4096, PROT_READ|PROT_WRITE, ANON, -1, 0);
	see("anonymous", p);
	show("mprotect", mprotect(p + 4096, 4096, PROT_READ));
	see("read-only", p + 4096);
	mprotect(p + 8192, 4096, PROT_NONE);
	see("none", p + 8192);
	show("munmap", munmap(p + 12288, 4096));
	see("hole", p + 12288);
	see("after the hole", p + 16384);
	show("mprotect over a hole", mprotect(p, 5 * 4096, PROT_READ));
	see("before the hole", p);
	see("after the hole", p + 16384);
	CHECK(mmap(p + 12288, 4096, PROT_READ|PROT_WRITE, ANON|MAP_FIXED, -1, 0) == p + 12288);
	see("filled", p + 12288);
	show("MAP_FIXED_NOREPLACE", mmap(p, 4096, PROT_READ, ANON|0x100000, -1, 0) == MAP_FAILED ? -1 : 0);

	int fd = open("file", O_RDWR|O_CREAT, 0600);
	ftruncate(fd, 6000);
	char *s = mmap(0, 12288, PROT_READ|PROT_WRITE, MAP_SHARED, fd, 0), *q = mmap(0, 12288, PROT_READ|PROT_WRITE, MAP_PRIVATE, fd, 0), b[8] = "";
	strcpy(s + 4096, "shared");
	strcpy(q, "own");
	pread(fd, b, 7, 4096);
	printf("file has '%s', private sees '%s'\n", b, q + 4096);
	pread(fd, b, 7, 0);
	printf("private write reached the file: %d, shared sees it: %d\n", b[0] == 'o', s[0] == 'o');
	see("past the end", s + 8192);
	show("msync", msync(s, 8192, MS_SYNC));
	show("msync flags", msync(s, 4096, MS_SYNC|MS_ASYNC));
	show("msync unaligned", msync(s + 1, 4096, MS_SYNC));
	ftruncate(fd, 0);
	see("truncated", s + 4096);
	pid_t c = fork();
	ftruncate(fd, 4096);
	if (!c) { strcpy(s, "child"); strcpy(q + 100, "child"); _exit(0); }
	waitpid(c, 0, 0);
	printf("child wrote shared '%s', private '%s'\n", s, q + 100);

	char *m = mmap(0, 4096, PROT_READ|PROT_WRITE, ANON, -1, 0);
	strcpy(m, "moved");
	m = mremap(m, 4096, 1 << 20, MREMAP_MAYMOVE);
	printf("mremap grown '%s', end %c\n", m, poke(m + (1 << 20) - 1));
	m = mremap(m, 1 << 20, 8192, 0);
	see("mremap shrunk", m + 8192);
	char *n = mmap(0, 8192, PROT_NONE, ANON, -1, 0);
	CHECK(mremap(m, 8192, 8192, MREMAP_MAYMOVE|MREMAP_FIXED, n) == n && !strcmp(n, "moved"));
	see("mremap left", m);
	show("mremap unmapped", mremap(m, 4096, 8192, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
	show("mremap flags", mremap(n, 4096, 8192, 8) == MAP_FAILED ? -1 : 0);
	strcpy(n, "gone");
	show("MADV_DONTNEED", madvise(n, 4096, MADV_DONTNEED));
	printf("then '%s'\n", n);
	show("madvise bad", madvise(n, 4096, 9999));
	unsigned char v[2];
	poke(n);
	show("mincore", mincore(n, 4096, v));
	printf("resident %d\n", v[0] & 1);
	show("mincore unmapped", mincore(m, 4096, v));
	show("mlock", mlock(n, 4096));
	show("munlock", munlock(n, 4096));
	show("mlock unmapped", mlock(m, 4096));
	show("length 0", mmap(0, 0, PROT_READ, ANON, -1, 0) == MAP_FAILED ? -1 : 0);
	show("no sharing", mmap(0, 4096, PROT_READ, MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
	show("bad descriptor", mmap(0, 4096, PROT_READ, MAP_SHARED, 999, 0) == MAP_FAILED ? -1 : 0);
	show("bad offset", mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 100) == MAP_FAILED ? -1 : 0);
	close(fd);
	fd = open("file", O_RDONLY);
	show("not writable", mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0);
	show("too big", mmap(0, 1UL << 60, PROT_READ, ANON, -1, 0) == MAP_FAILED ? -1 : 0);
	show("munmap unaligned", munmap(n + 1, 4096));
	show("munmap 0", munmap(n, 0));
	// Code made at run time.
	unsigned char *code = mmap(0, 4096, PROT_READ|PROT_WRITE, ANON, -1, 0);
	memcpy(code, (unsigned char[]){ 0xb8, 42, 0, 0, 0, 0xc3 }, 6);
	mprotect(code, 4096, PROT_READ|PROT_EXEC);
	printf("code returns %d\n", ((int (*)(void))code)());
	struct rlimit r = { 1 << 26, 1 << 26 };
	setrlimit(RLIMIT_AS, &r);
	show("over RLIMIT_AS", mmap(0, 1 << 27, PROT_READ, ANON, -1, 0) == MAP_FAILED ? -1 : 0);
	return done();
}
