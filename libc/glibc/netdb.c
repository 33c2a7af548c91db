/* Networks, protocols, services and RPC programs, from the files in /etc. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "glibc.h"

struct rpcent { char *r_name, **r_aliases; int r_number; };
_Static_assert(sizeof(struct rpcent) == 24, "glibc's layout");

/* A line of such a file: a name, a value and further names. */
struct line { char *name, *value, **aliases; };

/* Takes a line apart into BUF; 0, or ERANGE, or EINVAL if it says nothing. */
static int split(const char *text, char *buf, size_t n, struct line *l)
{
	size_t length = strcspn(text, "#\n"), slots, count = 0;
	char **list = (char **)(((uintptr_t)buf + 7) & -8), *s, *word;
	size_t lost = (char *)list - buf;
	/* Half the words at most are names. */
	slots = length/2 + 2;
	if (lost + slots * sizeof *list + length + 1 > n) return ERANGE;
	s = (char *)(list + slots);
	memcpy(s, text, length);
	s[length] = 0;
	*l = (struct line){ 0, 0, list };
	while ((word = strsep(&s, " \t"))) {
		if (!*word) continue;
		if (!l->name) l->name = word;
		else if (!l->value) l->value = word;
		else list[count++] = word;
	}
	list[count] = 0;
	return l->value ? 0 : EINVAL;
}

static int is_named(const struct line *l, const char *name)
{
	char **a;
	if (!strcmp(l->name, name)) return 1;
	for (a=l->aliases; *a; a++) if (!strcmp(*a, name)) return 1;
	return 0;
}

typedef int wanted(const struct line *, const void *);

/* The first line from F on that IS_WANTED says yes to; ENOENT if there is none. An entry that
 * does not fit is read again. */
static int find(FILE *f, wanted *is_wanted, const void *what, char *buf, size_t n, struct line *l)
{
	char *text = 0;
	size_t size = 0;
	int e = ENOENT;
	for (;;) {
		long at = ftell(f);
		if (getline(&text, &size, f) < 0) break;
		e = split(text, buf, n, l);
		if (e == ERANGE) fseek(f, at, SEEK_SET);
		if (e == ERANGE || !e && (!is_wanted || is_wanted(l, what))) break;
		e = ENOENT;
	}
	free(text);
	return e;
}

static int look_up(const char *file, wanted *is_wanted, const void *what, char *buf, size_t n, struct line *l)
{
	FILE *f = fopen(file, "re");
	if (!f) return ENOENT;
	int e = find(f, is_wanted, what, buf, n, l);
	fclose(f);
	return e;
}

static int by_name(const struct line *l, const void *name) { return is_named(l, name); }
static int by_number(const struct line *l, const void *number) { return strtol(l->value, 0, 10) == *(const int *)number; }

/* Which protocol a service must be of, if any, is behind its slash. */
struct service { const char *name, *protocol; int port; };

static int by_service(const struct line *l, const void *what)
{
	const struct service *s = what;
	const char *slash = strchr(l->value, '/');
	if (!slash || s->protocol && strcmp(slash+1, s->protocol)) return 0;
	return s->name ? is_named(l, s->name) : atoi(l->value) == ntohs(s->port);
}

static void to_protocol(struct line *l, struct protoent *e) { *e = (struct protoent){ l->name, l->aliases, atoi(l->value) }; }
static void to_rpc(struct line *l, struct rpcent *e) { *e = (struct rpcent){ l->name, l->aliases, atoi(l->value) }; }
static void to_network(struct line *l, struct netent *e)
{
	in_addr_t net = inet_network(l->value);
	/* A network is a number without its zeros at the end. */
	while (net && net != INADDR_NONE && !(net & 0xff)) net >>= 8;
	*e = (struct netent){ l->name, l->aliases, AF_INET, net };
}
static void to_service(struct line *l, struct servent *e)
{
	char *slash = strchr(l->value, '/');
	*e = (struct servent){ l->name, l->aliases, htons(atoi(l->value)), slash ? slash+1 : "" };
}

/* The iteration over FILE, with and without a buffer of the caller's. */
#define DATABASE(kind, type, file, convert) \
	static FILE *kind##_file; \
	void GLIBC(set##kind##ent)(int stay) { if (kind##_file) rewind(kind##_file); } \
	void GLIBC(end##kind##ent)(void) { if (kind##_file) fclose(kind##_file); kind##_file = 0; } \
	int GLIBC(get##kind##ent_r)(struct type *e, char *buf, size_t n, struct type **result) \
	{ \
		struct line l; \
		*result = 0; \
		if (!kind##_file && !(kind##_file = fopen(file, "re"))) return ENOENT; \
		int error = find(kind##_file, 0, 0, buf, n, &l); \
		if (!error) convert(&l, *result = e); \
		return error; \
	} \
	static char kind##_buf[4096]; \
	static struct type kind##_entry; \
	struct type *GLIBC(get##kind##ent)(void) \
	{ \
		struct type *result; \
		return glibc_get##kind##ent_r(&kind##_entry, kind##_buf, sizeof kind##_buf, &result) ? 0 : result; \
	}

/* One entry by something, in both forms; nothing found is no error. */
#define LOOK_UP(kind, by, type, file, convert, is_wanted, what, ...) \
	int GLIBC(get##kind##by##_r)(__VA_ARGS__, struct type *e, char *buf, size_t n, struct type **result) \
	{ \
		struct line l; \
		*result = 0; \
		int error = look_up(file, is_wanted, what, buf, n, &l); \
		if (!error) convert(&l, *result = e); \
		return error == ENOENT ? 0 : error; \
	}
#define STATIC_LOOK_UP(kind, by, type, pass, ...) \
	struct type *GLIBC(get##kind##by)(__VA_ARGS__) \
	{ \
		struct type *result; \
		return glibc_get##kind##by##_r pass ? 0 : result; \
	}

DATABASE(proto, protoent, "/etc/protocols", to_protocol)
LOOK_UP(proto, byname, protoent, "/etc/protocols", to_protocol, by_name, name, const char *name)
LOOK_UP(proto, bynumber, protoent, "/etc/protocols", to_protocol, by_number, &number, int number)
STATIC_LOOK_UP(proto, byname, protoent, (name, &proto_entry, proto_buf, sizeof proto_buf, &result), const char *name)
STATIC_LOOK_UP(proto, bynumber, protoent, (number, &proto_entry, proto_buf, sizeof proto_buf, &result), int number)

DATABASE(rpc, rpcent, "/etc/rpc", to_rpc)
LOOK_UP(rpc, byname, rpcent, "/etc/rpc", to_rpc, by_name, name, const char *name)
LOOK_UP(rpc, bynumber, rpcent, "/etc/rpc", to_rpc, by_number, &number, int number)
STATIC_LOOK_UP(rpc, byname, rpcent, (name, &rpc_entry, rpc_buf, sizeof rpc_buf, &result), const char *name)
STATIC_LOOK_UP(rpc, bynumber, rpcent, (number, &rpc_entry, rpc_buf, sizeof rpc_buf, &result), int number)

DATABASE(serv, servent, "/etc/services", to_service)
LOOK_UP(serv, byname, servent, "/etc/services", to_service, by_service, (&(struct service){ name, protocol }), const char *name, const char *protocol)
LOOK_UP(serv, byport, servent, "/etc/services", to_service, by_service, (&(struct service){ 0, protocol, port }), int port, const char *protocol)
STATIC_LOOK_UP(serv, byname, servent, (name, protocol, &serv_entry, serv_buf, sizeof serv_buf, &result), const char *name, const char *protocol)
STATIC_LOOK_UP(serv, byport, servent, (port, protocol, &serv_entry, serv_buf, sizeof serv_buf, &result), int port, const char *protocol)

static int by_network(const struct line *l, const void *number)
{
	struct netent e;
	struct line copy = *l;
	to_network(&copy, &e);
	return e.n_net == *(const uint32_t *)number;
}

/* Of networks the reentrant forms tell h_errno too. */
static FILE *net_file;
static char net_buf[4096];
static struct netent net_entry;

void GLIBC(setnetent)(int stay) { if (net_file) rewind(net_file); }
void GLIBC(endnetent)(void) { if (net_file) fclose(net_file); net_file = 0; }

enum { INTERNAL = -1, SUCCESS };

static int net_result(int error, struct netent *result, int *h)
{
	*h = error == ERANGE ? INTERNAL : result ? SUCCESS : HOST_NOT_FOUND;
	return error;
}

int GLIBC(getnetent_r)(struct netent *e, char *buf, size_t n, struct netent **result, int *h)
{
	struct line l;
	int error = ENOENT;
	*result = 0;
	if (net_file || (net_file = fopen("/etc/networks", "re"))) error = find(net_file, 0, 0, buf, n, &l);
	if (!error) to_network(&l, *result = e);
	return net_result(error, *result, h);
}

struct netent *GLIBC(getnetent)(void)
{
	struct netent *result;
	return glibc_getnetent_r(&net_entry, net_buf, sizeof net_buf, &result, &h_errno) ? 0 : result;
}

static int net_look_up(wanted *is_wanted, const void *what, struct netent *e, char *buf, size_t n, struct netent **result, int *h)
{
	struct line l;
	*result = 0;
	int error = look_up("/etc/networks", is_wanted, what, buf, n, &l);
	if (!error) to_network(&l, *result = e);
	return net_result(error == ENOENT ? 0 : error, *result, h);
}

int GLIBC(getnetbyname_r)(const char *name, struct netent *e, char *buf, size_t n, struct netent **result, int *h)
{
	return net_look_up(by_name, name, e, buf, n, result, h);
}

int GLIBC(getnetbyaddr_r)(uint32_t net, int type, struct netent *e, char *buf, size_t n, struct netent **result, int *h)
{
	return net_look_up(by_network, &net, e, buf, n, result, h);
}

struct netent *GLIBC(getnetbyname)(const char *name)
{
	struct netent *result;
	return glibc_getnetbyname_r(name, &net_entry, net_buf, sizeof net_buf, &result, &h_errno) ? 0 : result;
}

struct netent *GLIBC(getnetbyaddr)(uint32_t net, int type)
{
	struct netent *result;
	return glibc_getnetbyaddr_r(net, type, &net_entry, net_buf, sizeof net_buf, &result, &h_errno) ? 0 : result;
}

/* /etc/hosts, entry by entry: the address is first there. */
int GLIBC(gethostent_r)(struct hostent *e, char *buf, size_t n, struct hostent **result, int *h)
{
	static FILE *f;
	static const int lengths[] = { 4, 16 };
	struct line l;
	struct room { char *addresses[2]; unsigned char address[16]; } *room = (void *)(((uintptr_t)buf + 15) & -16);
	size_t lost = (char *)(room+1) - buf;
	*result = 0;
	if (!f && !(f = fopen("/etc/hosts", "re"))) return net_result(ENOENT, 0, h);
	for (;;) {
		int error = n <= lost ? ERANGE : find(f, 0, 0, buf+lost, n-lost, &l), is6;
		if (error == ENOENT) {
			fclose(f);
			f = 0;
		}
		if (error) return net_result(error, 0, h);
		is6 = strchr(l.name, ':') != 0;
		if (inet_pton(is6 ? AF_INET6 : AF_INET, l.name, room->address) != 1) continue;
		room->addresses[0] = (char *)room->address;
		room->addresses[1] = 0;
		*e = (struct hostent){ l.value, l.aliases, is6 ? AF_INET6 : AF_INET, lengths[is6], room->addresses };
		*result = e;
		return net_result(0, (void *)e, h);
	}
}
