// usage: fuzz -s EXECUTOR -a EXECUTOR -o OUT [-e NAME=VALUE]... [-c CLASSES] [-x CLASSES] [-k KEPT] [-t SECONDS] [-m MOST] SEED FIRST COUNT
// Runs COUNT sequences of SEED from FIRST on, on stock musl and on Apus; then those in KEPT. What fails is shrunk
// and put into OUT/found. -e is for the Apus side only.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "driver.h"

enum { SHRUNK = 5 };

struct side sides[SIDES] = { { .name = "stock" }, { .name = "apus" } };
unsigned classes = ~0u;
double limit = 15;
static char out[3000];
static const char *kept;
static uint64_t most = 50;

void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fflush(stdout);
	fputs("fuzz: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	for (int i = 0; i < SIDES; i++) if (sides[i].pid) end(&sides[i], sides[i].pid);
	exit(2);
}

double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static uint64_t number(const char *what, const char *s)
{
	char *rest;
	errno = 0;
	uint64_t v = strtoull(s, &rest, 0);
	if (!*s || *s == '-' || *rest || errno) die("%s is not a number: %s", what, s);
	return v;
}

// The executor knows the names of the classes.
static unsigned class_mask(const char *names)
{
	char command[5000], name[64], *copy = strdup(names);
	unsigned mask = 0;
	for (char *want = strtok(copy, ","); want; want = strtok(0, ",")) {
		unsigned bit = 0, found = 0;
		snprintf(command, sizeof command, "'%s' -l", sides[STOCK].executor);
		FILE *f = popen(command, "r");
		for (unsigned b = 1; f && fgets(name, sizeof name, f); b <<= 1)
			if (name[strcspn(name, "\n")] = 0, !strcmp(name, want)) bit = b, found = 1;
		if (f) pclose(f);
		if (!found) die("no such class of calls: %s", want);
		mask |= bit;
	}
	free(copy);
	return mask;
}

static void add_env(struct side *s, char *e)
{
	if (!strchr(e, '=') || *e == '=') die("not NAME=VALUE: %s", e);
	if (s->envs == 60) die("too many variables");
	s->env[s->envs++] = e;
}

static void prepare(struct side *s)
{
	if (!s->executor || access(s->executor, X_OK)) die("no executor for %s", s->name);
	snprintf(s->dir, sizeof s->dir, "%s/%s.dir", out, s->name);
	snprintf(s->transcript, sizeof s->transcript, "%s/%s.transcript", out, s->name);
	snprintf(s->log, sizeof s->log, "%s/%s.log", out, s->name);
	if (mkdir(s->dir, 0700) && errno != EEXIST) die("cannot make %s", s->dir);
	unlink(s->log);
}

static void options(int argc, char **argv)
{
	const char *with = 0, *without = 0, *to = 0;
	for (int c; (c = getopt(argc, argv, ":s:a:o:e:c:x:k:t:m:")) != -1;) switch (c) {
	case 's': sides[STOCK].executor = realpath(optarg, 0); break;
	case 'a': sides[APUS].executor = realpath(optarg, 0); break;
	case 'o': to = optarg; break;
	case 'e': add_env(&sides[APUS], optarg); break;
	case 'c': with = optarg; break;
	case 'x': without = optarg; break;
	case 'k': kept = optarg; break;
	case 't': limit = number("the time limit", optarg); break;
	case 'm': most = number("the most failures", optarg); break;
	default: die("%s -%c", c == ':' ? "a value is missing for" : "no such option:", optopt);
	}
	if (!to || argc - optind != 3) die("usage: fuzz -s EXECUTOR -a EXECUTOR -o OUT [OPTION]... SEED FIRST COUNT");
	char found[4096], *full;
	snprintf(found, sizeof found, "%s/found", to);
	mkdir(to, 0755), mkdir(found, 0755);
	if (!(full = realpath(to, 0)) || strlen(full) >= sizeof out) die("cannot make %s", to);
	strcpy(out, full);
	for (int i = 0; i < SIDES; i++) prepare(&sides[i]);
	if (with) classes = class_mask(with);
	if (without) classes &= ~class_mask(without);
	if (!classes) die("no classes of calls are left");
}

static void show(const char *path)
{
	char line[1024];
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f)) printf("    %s", line);
	if (f) fclose(f);
}

// Returns 0 for a sequence that hangs on stock musl, too: the generator let a call through that waits for nothing.
static int report(uint64_t seed, const struct failure *failure, int shorten)
{
	static struct text t;
	uint64_t index = failure->index;
	char path[4096], scratch[4096], why[2048], head[4096];
	int crashed = failure->how[STOCK] == CRASHED || failure->how[APUS] == CRASHED;
	int slow = !crashed && (failure->how[STOCK] == HUNG || failure->how[APUS] == HUNG);
	snprintf(why, sizeof why, "# %s in the run, and no more when run alone\n", crashed ? "crashed" : "differed");
	snprintf(path, sizeof path, "%s/found/%llu-%llu.seq", out, (unsigned long long)seed, (unsigned long long)index);
	snprintf(scratch, sizeof scratch, "%s/scratch.seq", out);
	if (!generate_text(&t, seed, index) || write_text(&t, path, "")) die("cannot write %s", path);
	struct outcome stock = run_file(&sides[STOCK], path, limit);
	free(stock.text);
	if (stock.how == HUNG) {
		printf("sequence %llu hangs on stock musl as well, and is not counted\n", (unsigned long long)index);
		return 0;
	}
	int again = 0;
	for (int i = 0; i < (slow ? 2 : 20) && !again; i++) again = differ(path, limit, why, sizeof why);
	if (!again && slow) {
		printf("sequence %llu takes %.0f s where others run, and is not counted\n", (unsigned long long)index, limit);
		unlink(path);
		return 0;
	}
	if (again && shorten) {
		shrink(&t, scratch);
		write_text(&t, path, "");
		differ(path, limit, why, sizeof why);
	}
	int n = snprintf(head, sizeof head, "# seed %llu, sequence %llu\n%s", (unsigned long long)seed, (unsigned long long)index, why);
	for (int i = 0; i < sides[APUS].envs && n < 3500; i++) n += snprintf(head + n, sizeof head - n, "# %.200s\n", sides[APUS].env[i]);
	write_text(&t, path, head);
	printf("FAIL seed %llu, sequence %llu: %s\n", (unsigned long long)seed, (unsigned long long)index, path);
	if (shorten) show(path);
	fflush(stdout);
	return 1;
}

static uint64_t replay(uint64_t *failed)
{
	struct dirent **names = 0;
	uint64_t passed = 0;
	char path[4096], *full, why[2048];
	int n = scandir(kept, &names, 0, alphasort);
	if (n < 0) die("cannot read %s", kept);
	for (int i = 0; i < n; free(names[i++])) {
		char *dot = strrchr(names[i]->d_name, '.');
		if (!dot || strcmp(dot, ".seq")) continue;
		snprintf(path, sizeof path, "%s/%s", kept, names[i]->d_name);
		if (!(full = realpath(path, 0))) die("cannot read %s", path);
		if (differ(full, limit, why, sizeof why)) printf("FAIL %s\n%s", path, why), ++*failed;
		else passed++;
		free(full);
	}
	free(names);
	return passed;
}

int main(int argc, char **argv)
{
	options(argc, argv);
	struct range r = { number("SEED", argv[optind]), number("FIRST", argv[optind + 1]), number("COUNT", argv[optind + 2]), .most = most };
	if (!(r.failed = calloc(most + 1, sizeof *r.failed))) die("no memory");
	printf("seed %llu, sequences %llu to %llu\n", (unsigned long long)r.seed, (unsigned long long)r.first, (unsigned long long)(r.first + r.count));
	fflush(stdout);
	uint64_t failed = 0, passed = kept ? replay(&failed) : 0;
	double began = now();
	uint64_t done = run_range(&r);
	printf("  %llu sequences in %.0f s\n", (unsigned long long)done, now() - began);
	uint64_t wrong = 0;
	for (uint64_t i = 0; i < r.failures; i++) wrong += report(r.seed, &r.failed[i], wrong < SHRUNK);
	if (done < r.count) printf("stopped after %llu failures\n", (unsigned long long)r.failures);
	passed += done - r.failures, failed += wrong;
	printf("%llu passed, %llu failed\n", (unsigned long long)passed, (unsigned long long)failed);
	return failed > 0;
}
