#include "descriptors/kinds.h"
// dup, dup2, dup3 of and onto every kind: the copy is the same object, what was there is closed, wrong arguments.
static long same(int fd)
{
	int d = dup(fd);
	CHECK(d >= 0 && fcntl(d, F_GETFL) == fcntl(fd, F_GETFL) && fcntl(d, F_GETFD) == 0);
	CHECK(!close(d) && fcntl(fd, F_GETFD) >= 0);
	return dup2(fd, fd) == fd;
}
static long same3(int fd) { return dup3(fd, fd, 0); }
static long onto(int fd)
{
	// What held 200 goes away, this and the source stay.
	int p[2], r = 0;
	CHECK(!pipe(p) && dup2(p[1], 200) == 200 && !close(p[1]));
	CHECK(dup2(fd, 200) == 200);
	CHECK(read(p[0], &r, 1) == 0);
	CHECK(fcntl(200, F_GETFL) == fcntl(fd, F_GETFL));
	close(p[0]);
	return dup3(fd, 200, O_CLOEXEC) == 200 ? fcntl(200, F_GETFD) : -1;
}
int main(void)
{
	int p[2], q[2];
	char buf[32];
	uint64_t v;
	open_kinds(O_NONBLOCK);
	each_kind("dup2 to itself", same);
	each_kind("dup3 to itself", same3);
	each_kind("onto", onto);
	for (int i = 0; i < kind_count; i++) for (int j = 0; j < kind_count; j++) {
		CHECK(dup2(kinds[i].fd, 201) == 201 && dup2(kinds[j].fd, 201) == 201);
		CHECK(fcntl(201, F_GETFL) == fcntl(kinds[j].fd, F_GETFL));
	}
	close(200);
	close(201);
	show("closed", dup(201));
	show("closed", dup2(201, 5));
	show("closed to itself", dup2(201, 201));
	show("dup3 closed to itself", dup3(201, 201, 0));
	show("dup3 closed", dup3(201, 202, O_CLOEXEC));
	show("negative", dup(-1));
	show("onto negative", dup2(1, -1));
	show("onto INT_MAX", dup2(1, INT_MAX));
	show("dup3 onto INT_MAX", dup3(1, INT_MAX, 0));
	show("dup3 flags", dup3(1, 202, O_NONBLOCK));
	show("dup3 flags and CLOEXEC", dup3(1, 202, O_NONBLOCK | O_CLOEXEC));
	show("dup3 flags of a closed one", dup3(203, 202, 1));
	show("dup3 AT_FDCWD", dup3(AT_FDCWD, 202, 0));
	show("202 is still free", fcntl(202, F_GETFD));
	CHECK(syscall(SYS_dup, 0x100000000L + kind("eventfd")) > 0);

	// Copies of both ends: the object ends with the last of each.
	CHECK(!pipe2(p, O_NONBLOCK));
	q[0] = dup(p[0]);
	q[1] = dup2(p[1], 210);
	write(p[1], "one", 3);
	close(p[1]);
	write(q[1], "two", 3);
	CHECK(read(q[0], buf, 2) == 2 && !memcmp(buf, "on", 2));
	close(p[0]);
	CHECK(read(q[0], buf, 9) == 4 && !memcmp(buf, "etwo", 4));
	show("a writer is left", read(q[0], buf, 9));
	close(q[1]);
	show("no writer is left", read(q[0], buf, 9));
	close(q[0]);
	// A read end put onto its own write end.
	CHECK(!pipe2(p, O_NONBLOCK) && write(p[1], "x", 1) == 1);
	CHECK(dup2(p[0], p[1]) == p[1]);
	CHECK(read(p[1], buf, 9) == 1 && buf[0] == 'x');
	show("at its end", read(p[0], buf, 9));
	show("not a write end any more", write(p[1], "x", 1));
	int e = eventfd(5, EFD_NONBLOCK), f = dup3(e, p[0], O_CLOEXEC);
	CHECK(f == p[0] && write(f, &(uint64_t){ 3 }, 8) == 8);
	close(e);
	CHECK(read(f, &v, 8) == 8 && v == 8);
	return done();
}
