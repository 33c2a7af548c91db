/* Seccomp filters, without the kernel's headers, which musl's gcc does not see. */
#include <stddef.h>
#include <sys/prctl.h>

struct instruction { unsigned short code; unsigned char yes, no; unsigned k; };
struct program { unsigned short count; struct instruction *code; };

#define ALLOW 0x7fff0000U
#define KILL 0x80000000U
#define REFUSE(e) (0x50000U | (e))

/* What comes of the listed calls, and of all others. */
__attribute__((unused))
static int set_filter(const int *calls, int count, unsigned listed, unsigned others)
{
	struct instruction code[200];
	int n = 0;
	if (count > 150) return -1;
	code[n++] = (struct instruction){ 0x20, 0, 0, 0 };
	for (int i=0; i<count; i++) code[n++] = (struct instruction){ 0x15, count-i, 0, calls[i] };
	code[n++] = (struct instruction){ 0x06, 0, 0, others };
	code[n++] = (struct instruction){ 0x06, 0, 0, listed };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return -1;
	return prctl(PR_SET_SECCOMP, 2, &(struct program){ n, code });
}
