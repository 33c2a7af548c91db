// Runs sequences, each in a process of its own.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "fuzz.h"

int slots[SLOTS];
const char *self;

static struct sequence sequence;
static int at, end, level;

// The closed one is within the least table that Linux gives: select ignores what is beyond its
// table, which the kernel's hidden descriptors make larger.
int fd(long slot)
{
	static const int odd[] = { -1, 61, 1 << 20 };
	return slot < SLOTS ? slots[slot] : odd[slot - SLOTS];
}

void put(long slot, int fd)
{
	if (fd >= 0 && slot < SLOTS) slots[slot] = fd;
}

static void run_op(void)
{
	char text[512];
	int number = at++;
	const struct op *o = &sequence.op[number];
	print_op(text, sizeof text, o);
	say("%.*s%d %s", level, ">>>>", number, text);
	entries[o->entry].call->run(o->arg);
	say_signals();
	say("\n");
}

static void run_ops(void)
{
	while (at < end) run_op();
}

void run_next(void) { run_op(); }
void skip(int ops) { at = ops < end - at ? at + ops : end; }
int depth(void) { return level; }

void run_child(int ops)
{
	if (ops < end - at) end = at + ops;
	level++;
	run_ops();
	_exit(0);
}

int helper_may_run_next(void)
{
	if (at >= end) return 0;
	int class = entries[sequence.op[at].entry].call->class;
	return class != C_SIGNAL && class != C_SIGNALFD && class != C_EXEC && class != C_THREAD;
}

static void begin(void)
{
	for (int i = 0; i < SLOTS; i++) slots[i] = -1;
	at = 0, end = sequence.n;
	if (dup2(0, 1) < 0) exit(3);
	install_handlers();
	run_ops();
	_exit(0);
}

// The result: whether the process crashed, which is wrong whichever the libc.
static int run_sequence(void)
{
	int status;
	clear_transcript();
	pid_t pid = fork();
	if (!pid) begin();
	if (pid < 0) return 1;
	while (waitpid(pid, &status, 0) < 0);
	if (WIFEXITED(status)) return say("exit %d\n", WEXITSTATUS(status)), WEXITSTATUS(status) != 0;
	int sig = WTERMSIG(status);
	say("died of %d\n", sig);
	return sig == SIGSEGV || sig == SIGBUS || sig == SIGABRT || sig == SIGILL || sig == SIGTRAP || sig == SIGFPE;
}

static void run_batch(uint64_t seed, uint64_t first, uint64_t count)
{
	char line[64];
	for (uint64_t i = first; i < first + count; i++) {
		generate(&sequence, seed, i);
		int crashed = run_sequence();
		int n = snprintf(line, sizeof line, "%llu %016llx %d\n", (unsigned long long)i, (unsigned long long)transcript_hash(), crashed);
		if (write(1, line, n) != n) exit(3);
	}
}

static void print_sequence(uint64_t seed, uint64_t index)
{
	char text[512];
	generate(&sequence, seed, index);
	for (int i = 0; i < sequence.n; i++) {
		print_op(text, sizeof text, &sequence.op[i]);
		puts(text);
	}
}

static int run_file(const char *path)
{
	FILE *f = fopen(path, "r");
	const char *wrong = f ? parse(&sequence, f) : strerror(errno);
	if (wrong) return fprintf(stderr, "fuzz: %s: %s\n", path, wrong), 2;
	fclose(f);
	return run_sequence();
}

static int usage(void)
{
	fprintf(stderr, "usage: executor [-c CLASSES] TRANSCRIPT run FILE | batch SEED FIRST COUNT | print SEED INDEX; executor -l\n");
	return 2;
}

static uint64_t number(const char *s)
{
	return strtoull(s, 0, 0);
}

// The descriptors from 3 on are the sequences'.
static void settle(void)
{
	int null = open("/dev/null", O_RDWR);
	dup2(null, 0);
	for (int f = 3; f < 100; f++) close(f);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 512, 1024 });
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

int main(int argc, char **argv)
{
	self = "/proc/self/exe";
	make_memory();
	gather();
	if (argc == 3 && !strcmp(argv[1], "-x")) return open_transcript(argv[2]) ? 3 : (after_exec(), 0);
	if (argc == 2 && !strcmp(argv[1], "-l")) {
		for (int i = 0; i < CLASSES; i++) puts(class_names[i]);
		return 0;
	}
	if (argc > 3 && !strcmp(argv[1], "-c")) classes = number(argv[2]), argc -= 2, argv += 2;
	if (argc < 4) return usage();
	if (open_transcript(argv[1])) return perror(argv[1]), 3;
	settle();
	if (!strcmp(argv[2], "run")) return run_file(argv[3]);
	if (!strcmp(argv[2], "batch") && argc == 6) return run_batch(number(argv[3]), number(argv[4]), number(argv[5])), 0;
	if (!strcmp(argv[2], "print") && argc == 5) return print_sequence(number(argv[3]), number(argv[4])), 0;
	return usage();
}
