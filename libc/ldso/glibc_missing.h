/* Part of dynlink.c: functions that a glibc object refers to and nobody has. A program
 * that never calls them runs; one that does is told the name. */

#define MISSING_STUBS 1024

extern hidden unsigned char apus_missing_stubs[];

static struct missing {
	struct dso *dso;
	const char *name;
} *missing;
static size_t missing_cnt;

static size_t missing_stub(struct dso *p, const char *name)
{
	size_t i;
	if (!missing) missing = calloc(MISSING_STUBS, sizeof *missing);
	if (!missing) return 0;
	for (i=0; i<missing_cnt; i++)
		if (missing[i].dso == p && !strcmp(missing[i].name, name)) break;
	if (i == MISSING_STUBS) i--;
	missing[i] = (struct missing){ p, name };
	if (i == missing_cnt) missing_cnt++;
	return (size_t)(apus_missing_stubs + 5*i);
}

static const char *after_slash(const char *s)
{
	const char *z = strrchr(s, '/');
	return z ? z+1 : s;
}

hidden _Noreturn void apus_missing(unsigned char *after)
{
	struct missing *m = missing + (after-apus_missing_stubs)/5 - 1;
	const char *prog = after_slash(head->name);
	if (m->dso == head) dprintf(2, "%s calls %s, which Apus does not have\n", prog, m->name);
	else dprintf(2, "%s: %s calls %s, which Apus does not have\n", prog, after_slash(m->dso->name), m->name);
	abort();
}
