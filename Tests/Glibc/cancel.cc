/* link: cancel */
/* Cancellation and pthread_exit run destructors and handlers, innermost first. */
#include <pthread.h>
#include <semaphore.h>
#include <cstdio>
#include <unistd.h>

struct Noisy {
  const char *name;
  explicit Noisy(const char *n) : name(n) {}
  ~Noisy() { std::printf("destroy %s\n", name); }
};
static sem_t ready, never;
extern "C" sem_t *ready_in_c;
sem_t *ready_in_c = &ready;
static void handler(void *arg) { std::printf("handler %s\n", (const char *)arg); }
static pthread_key_t key;
static void at_end(void *p) { std::printf("key %s\n", (const char *)p); }
thread_local Noisy local("thread_local");
extern "C" void *c_thread(void *);

static void inner(void *(*end)(void *)) {
  Noisy b("inner");
  pthread_cleanup_push(handler, (void *)"inner");
  end(nullptr);
  pthread_cleanup_pop(0);
}

template <void *(*end)(void *)> static void *outer(void *) {
  Noisy a("outer");
  (void)local.name;
  pthread_setspecific(key, "value");
  pthread_cleanup_push(handler, (void *)"outer");
  try {
    inner(end);
  } catch (...) {
    std::printf("caught\n");
    throw;
  }
  pthread_cleanup_pop(0);
  return nullptr;
}

static void *wait_for_ever(void *) { sem_post(&ready); sem_wait(&never); return nullptr; }
static void *read_for_ever(void *) { int p[2]; char c; (void)!pipe(p); sem_post(&ready); (void)!read(p[0], &c, 1); return nullptr; }
static void *leave(void *) { sem_post(&ready); pthread_exit((void *)5); }
static void *test_cancel(void *) { sem_post(&ready); for (;;) { pthread_testcancel(); usleep(1000); } }

static void run(const char *name, void *(*f)(void *), bool cancels) {
  pthread_t t;
  void *result;
  std::printf("%s\n", name);
  pthread_create(&t, nullptr, f, nullptr);
  sem_wait(&ready);
  if (cancels) pthread_cancel(t);
  pthread_join(t, &result);
  std::printf("result %ld\n", (long)result);
}

int main() {
  sem_init(&ready, 0, 0);
  sem_init(&never, 0, 0);
  pthread_key_create(&key, at_end);
  run("semaphore", outer<wait_for_ever>, true);
  run("read", outer<read_for_ever>, true);
  run("exit", outer<leave>, false);
  run("testcancel", outer<test_cancel>, true);
  run("handlers of C, exit", outer<c_thread>, false);
}
