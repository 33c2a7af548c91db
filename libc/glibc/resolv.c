/* The resolver with a state of the caller's, which musl's does without: its settings are
 * those of /etc/resolv.conf at each question. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "glibc.h"

_Static_assert(sizeof(struct __res_state) == 568, "glibc's layout");

int GLIBC(res_ninit)(res_state s)
{
	char line[256], address[64];
	FILE *f = fopen("/etc/resolv.conf", "re");
	memset(s, 0, sizeof *s);
	s->retrans = 5;
	s->retry = 2;
	s->options = RES_INIT|RES_RECURSE|RES_DEFNAMES|RES_DNSRCH;
	s->ndots = 1;
	s->_vcsock = -1;
	while (f && fgets(line, sizeof line, f)) {
		struct sockaddr_in *a = s->nsaddr_list + s->nscount;
		if (sscanf(line, "nameserver %63s", address) != 1 || s->nscount == MAXNS) continue;
		if (inet_pton(AF_INET, address, &a->sin_addr) != 1) continue;
		a->sin_family = AF_INET;
		a->sin_port = htons(NAMESERVER_PORT);
		s->nscount++;
	}
	if (f) fclose(f);
	return 0;
}

void GLIBC(res_nclose)(res_state s) { s->_vcsock = -1; }
int GLIBC(res_nquery)(res_state s, const char *name, int class, int type, unsigned char *answer, int n) { return res_query(name, class, type, answer, n); }
int GLIBC(res_nsearch)(res_state s, const char *name, int class, int type, unsigned char *answer, int n) { return res_search(name, class, type, answer, n); }
int GLIBC(res_nmkquery)(res_state s, int op, const char *name, int class, int type, const unsigned char *data, int datalen, const unsigned char *rr, unsigned char *buf, int n)
{
	return res_mkquery(op, name, class, type, data, datalen, rr, buf, n);
}
int GLIBC(res_nsend)(res_state s, const unsigned char *query, int n, unsigned char *answer, int size) { return res_send(query, n, answer, size); }

GLIBC_ALIAS(__res_ninit, glibc_res_ninit) GLIBC_ALIAS(__res_nclose, glibc_res_nclose) GLIBC_ALIAS(__res_nquery, glibc_res_nquery)
GLIBC_ALIAS(__res_nsearch, glibc_res_nsearch) GLIBC_ALIAS(__res_nmkquery, glibc_res_nmkquery) GLIBC_ALIAS(__res_nsend, glibc_res_nsend)

/* Whether a name may be one of a host, or of a domain. */
static int is_name(const char *s, int of_host)
{
	int first = 1;
	if (of_host && *s == '-') return 0;
	for (; *s; s++) {
		unsigned char c = *s;
		if (c == '.') {
			if (first && s[1]) return 0;
			first = 1;
			continue;
		}
		if (of_host ? !isalnum(c) && c != '-' && c != '_' : c <= ' ' || c >= 127) return 0;
		first = 0;
	}
	return 1;
}

int GLIBC(res_hnok)(const char *s) { return is_name(s, 1); }
int GLIBC(res_dnok)(const char *s) { return is_name(s, 0); }
GLIBC_ALIAS(__res_hnok, glibc_res_hnok) GLIBC_ALIAS(__res_dnok, glibc_res_dnok)

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int GLIBC(__b64_ntop)(const unsigned char *s, size_t n, char *out, size_t size)
{
	size_t at = 0;
	if ((n+2)/3*4 >= size) return -1;
	for (; n; s+=3) {
		size_t k = n < 3 ? n : 3;
		unsigned x = s[0]<<16 | (k>1 ? s[1]<<8 : 0) | (k>2 ? s[2] : 0);
		out[at++] = digits[x>>18];
		out[at++] = digits[x>>12 & 63];
		out[at++] = k>1 ? digits[x>>6 & 63] : '=';
		out[at++] = k>2 ? digits[x & 63] : '=';
		n -= k;
	}
	out[at] = 0;
	return at;
}

int GLIBC(__b64_pton)(const char *s, unsigned char *out, size_t size)
{
	size_t at = 0;
	unsigned x = 0;
	int bits = 0, padding = 0, count = 0;
	const char *d;
	for (; *s; s++) {
		if (isspace((unsigned char)*s)) continue;
		if (*s == '=') {
			padding++;
			continue;
		}
		if (padding || !(d = strchr(digits, *s))) return -1;
		x = x<<6 | (d-digits);
		count++;
		if ((bits += 6) >= 8) {
			bits -= 8;
			if (out && at >= size) return -1;
			if (out) out[at] = x>>bits;
			at++;
		}
	}
	return count%4 == 1 || padding && (count+padding)%4 || x & ((1U<<bits)-1) ? -1 : (int)at;
}

/* There are no net groups, and no mail aliases, without NSS. */
int GLIBC(setnetgrent)(const char *group) { return 0; }
void GLIBC(endnetgrent)(void) {}
int GLIBC(getnetgrent)(char **host, char **user, char **domain) { return 0; }
int GLIBC(innetgr)(const char *group, const char *host, const char *user, const char *domain) { return 0; }
void GLIBC(setaliasent)(void) {}
void GLIBC(endaliasent)(void) {}
void *GLIBC(getaliasent)(void) { return 0; }
void *GLIBC(getaliasbyname)(const char *name) { return 0; }

/* Which services answer is not for programs to say here. */
int GLIBC(__nss_configure_lookup)(const char *database, const char *services)
{
	errno = ENOSYS;
	return -1;
}
