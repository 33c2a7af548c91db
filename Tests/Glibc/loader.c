/* ldflags: -ldl */
/* link: loader */
/* The calls of the loader, a function that chooses its implementation, versions, and
 * thread-local data at a fixed distance in a library that is opened late. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int chosen(void);
extern int (*chosen_pointer)(void);
extern int versioned(void);
extern int constructed_with;

static int (*late)(int);
static void *in_thread(void *arg) { printf("thread: %d", late(5)); printf(" %d\n", late(0)); return arg; }
static pthread_barrier_t barrier;
static void *early_thread(void *arg) { pthread_barrier_wait(&barrier); pthread_barrier_wait(&barrier); return in_thread(arg); }

int main(int argc, char **argv)
{
	Dl_info info;
	struct link_map *map = 0;
	const ElfW(Sym) *sym = 0;
	pthread_t t;
	printf("%d %d %d\n", chosen(), chosen_pointer(), versioned());
	printf("constructor saw %d argument\n", constructed_with);

	void *h = dlopen("libloader.so", RTLD_NOW);
	printf("%d", ((int (*)(void))dlvsym(h, "versioned", "V1"))());
	printf(" %d", ((int (*)(void))dlvsym(h, "versioned", "V2"))());
	printf(" %d", ((int (*)(void))dlsym(h, "versioned"))());
	printf(" %d %d\n", ((int (*)(void))dlsym(h, "chosen"))(), dlvsym(h, "versioned", "V3") == 0);
	printf("%d", dlsym(h, "nosuch") == 0);
	printf(" %d\n", dlerror() != 0);
	printf("%d\n", dlsym(RTLD_DEFAULT, "malloc") == (void *)malloc);
	printf("%d\n", dlvsym(RTLD_DEFAULT, "memcpy", "GLIBC_2.14") != 0);

	printf("%d", dladdr1((void *)dlsym(h, "plain"), &info, (void **)&map, RTLD_DL_LINKMAP) != 0);
	printf(" %s %s\n", info.dli_sname, strrchr(map->l_name, '/') + 1);
	dladdr1((void *)dlsym(h, "plain"), &info, (void **)&sym, RTLD_DL_SYMENT);
	printf("%d\n", sym && ELF64_ST_TYPE(sym->st_info) == STT_FUNC);
	char folder[4096] = "";
	printf("%d %d\n", dlinfo(h, RTLD_DI_ORIGIN, folder), strlen(folder) > 1);
	Lmid_t id = 7;
	printf("%d %ld\n", dlinfo(h, RTLD_DI_LMID, &id), id);

	pthread_barrier_init(&barrier, 0, 2);
	pthread_create(&t, 0, early_thread, 0);
	pthread_barrier_wait(&barrier);
	void *l = dlopen("liblate.so", RTLD_NOW);
	if (!l) puts(dlerror());
	late = (int (*)(int))dlsym(l, "late");
	pthread_barrier_wait(&barrier);
	pthread_join(t, 0);
	printf("main: %d", late(1));
	printf(" %d\n", late(1));
	pthread_create(&t, 0, in_thread, 0);
	pthread_join(t, 0);
	printf("%d\n", dlopen("libnosuch.so.1", RTLD_NOW) == 0);
}
