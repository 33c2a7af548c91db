/* One thread writes and reads what it wrote. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>
#include "objects.h"

enum { LARGE = 4096 };

static int fds[2], size;
static char sent[LARGE], got[LARGE];

static int prepare_pipe(const struct work *w)
{
	size = w->number;
	return pipe(fds);
}

static int prepare_pair(const struct work *w)
{
	size = 64;
	return socketpair(AF_UNIX, w->number, 0, fds);
}

static int transfer(long n)
{
	int count = size;
	while (n--) if (write(fds[1], sent, count) != count || read(fds[0], got, count) != count) return 0;
	return 1;
}

static int verify_transfer(void)
{
	for (int i = 0; i < 200; i++) {
		fill(sent, size);
		memset(got, 0, size);
		if (!transfer(1) || memcmp(sent, got, size)) return 0;
	}
	return is_empty(fds[0]);
}

#define TRANSFER(id, how, n) const struct work id##_work = { .prepare = how, .run = transfer, .verify = verify_transfer, .number = n }
TRANSFER(pipe_64, prepare_pipe, 64);
TRANSFER(pipe_4k, prepare_pipe, LARGE);
TRANSFER(stream_64, prepare_pair, SOCK_STREAM);
TRANSFER(dgram_64, prepare_pair, SOCK_DGRAM);
TRANSFER(seqpacket_64, prepare_pair, SOCK_SEQPACKET);

static uint64_t added = 1;

static int prepare_eventfd(const struct work *w)
{
	(void)w;
	return fds[0] = eventfd(0, 0);
}

static int count(long n)
{
	uint64_t value;
	while (n--) if (write(fds[0], &added, 8) != 8 || read(fds[0], &value, 8) != 8 || value != added) return 0;
	return 1;
}

static int verify_eventfd(void)
{
	for (added = 200; --added;) if (!count(1)) return 0;
	added = 1;
	return is_empty(fds[0]);
}

const struct work eventfd_work = { .prepare = prepare_eventfd, .run = count, .verify = verify_eventfd };

static int draw(long n)
{
	while (n--) if (getrandom(got, 16, 0) != 16) return 0;
	return 1;
}

/* 1600 bytes: no draw is another, no value of a byte is missing by more than chance would have it. */
static int verify_random(void)
{
	char drawn[100][16];
	int seen[256] = { 0 }, values = 0;
	for (int i = 0; i < 100; i++) {
		if (!draw(1)) return 0;
		memcpy(drawn[i], got, 16);
		for (int j = 0; j < i; j++) if (!memcmp(drawn[i], drawn[j], 16)) return 0;
		for (int j = 0; j < 16; j++) values += !seen[(unsigned char)got[j]]++;
	}
	return values > 220;
}

const struct work getrandom_work = { .run = draw, .verify = verify_random };

static int prepare_null(const struct work *w)
{
	(void)w;
	return fds[0] = open("/dev/null", O_RDWR | O_CLOEXEC);
}

static int discard(long n)
{
	while (n--) if (write(fds[0], sent, 64) != 64) return 0;
	return 1;
}

static int verify_null(void)
{
	return discard(1) && read(fds[0], got, 64) == 0;
}

const struct work null_64_work = { .prepare = prepare_null, .run = discard, .verify = verify_null };

static int prepare_zero(const struct work *w)
{
	(void)w;
	return fds[0] = open("/dev/zero", O_RDONLY | O_CLOEXEC);
}

static int take_zeros(long n)
{
	while (n--) if (read(fds[0], got, 64) != 64) return 0;
	return 1;
}

static int verify_zero(void)
{
	fill(got, 128);
	char after = got[64];
	if (!take_zeros(1) || got[64] != after) return 0;
	for (int i = 0; i < 64; i++) if (got[i]) return 0;
	return 1;
}

const struct work zero_64_work = { .prepare = prepare_zero, .run = take_zeros, .verify = verify_zero };
