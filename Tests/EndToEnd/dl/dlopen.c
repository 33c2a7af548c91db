/* run: dynamic loader */
/* libs: first second third */
/* ldflags: -rdynamic */
#include "check.h"
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
// dlopen and friends: constructors, scopes, dependencies, dladdr, RTLD_NEXT, counts, errors.
int from_program(void) { return 1000; }
int which(void) { return 1; }
int overridden(void) { return 1; }
static int modules(struct dl_phdr_info *i, size_t n, void *arg)
{
	const char *base = strrchr(i->dlpi_name, '/');
	if (strstr(i->dlpi_name, "first.so") || strstr(i->dlpi_name, "third.so")) printf("module %s\n", base ? base + 1 : i->dlpi_name);
	return 0;
}
static void *thread(void *arg)
{
	CHECK(!dlopen("./missing.so", RTLD_NOW));
	char *e = dlerror();
	printf("thread's error: %s\n", e ? "told" : "none");
	return 0;
}
int main(void)
{
	void *self = dlopen(0, RTLD_NOW), *first, *second;
	Dl_info info;
	CHECK(self && dlsym(self, "from_program") == (void *)from_program && dlsym(RTLD_DEFAULT, "printf") == (void *)printf);
	CHECK(!dlopen("./missing.so", RTLD_NOW));
	printf("%s\n", strstr(dlerror(), "missing.so") ? "error names the file" : "error without the name");
	printf("then %s\n", dlerror() ? "another" : "none");
	close(open("text.so", O_CREAT | O_WRONLY, 0755));
	printf("empty file %s\n", dlopen("./text.so", RTLD_NOW) ? "loaded" : "refused");
	dlerror();
	first = dlopen("./first.so", RTLD_NOW | RTLD_LOCAL);
	if (!CHECK(first)) { puts(dlerror()); return 1; }
	CHECK(dlopen("./first.so", RTLD_NOW) == first);
	int (*call)(int) = (int (*)(int))dlsym(first, "first_call");
	printf("call %d\n", call(5));
	printf("local symbols are hidden %d\n", !dlsym(RTLD_DEFAULT, "first_call"));
	dlerror();
	void *third = dlopen("./third.so", RTLD_NOW);
	CHECK(third && ((int (*)(void))dlsym(third, "third_value"))() == 3);
	CHECK(!dlsym(first, "no_such_symbol"));
	printf("missing symbol: %d\n", dlerror() != 0);
	CHECK(dlopen("./first.so", RTLD_NOLOAD | RTLD_NOW) == first && !dlopen("./second.so", RTLD_NOLOAD | RTLD_NOW));
	dlerror();
	second = dlopen("./second.so", RTLD_LAZY | RTLD_GLOBAL);
	if (!CHECK(second)) { puts(dlerror()); return 1; }
	printf("global symbols are seen %d\n", dlsym(RTLD_DEFAULT, "second_call") != 0);
	printf("program's symbol wins %d\n", ((int (*)(void))dlsym(second, "ask_which"))());
	printf("handle's own %d\n", ((int (*)(void))dlsym(second, "which"))());
	printf("libc is not after it: %d\n", ((int (*)(void))dlsym(second, "ask_next"))());
	CHECK(dladdr((void *)call, &info) && strstr(info.dli_fname, "first.so") && info.dli_saddr == (void *)call);
	puts(info.dli_sname);
	CHECK(dladdr((char *)call + 1, &info) && info.dli_saddr == (void *)call);
	printf("dladdr of the stack %d\n", dladdr(&info, &info));
	struct link_map *map;
	CHECK(!dlinfo(first, RTLD_DI_LINKMAP, &map) && strstr(map->l_name, "first.so"));
	dl_iterate_phdr(modules, 0);
	int *data = dlsym(first, "first_data");
	*data = 77;
	printf("data shared %d\n", call(0));
	pthread_t t;
	pthread_create(&t, 0, thread, 0);
	pthread_join(t, 0);
	printf("main's error: %s\n", dlerror() ? "told" : "none");
	show("dlclose", dlclose(first));
	show("dlclose", dlclose(first));
	printf("closed of nothing %d\n", dlclose((void *)8) != 0);
	pid_t p = fork();
	if (!p) { printf("child calls %d\n", call(1)); fflush(stdout); _exit(0); }
	waitpid(p, 0, 0);
	puts("leaving");
	return done();
}
