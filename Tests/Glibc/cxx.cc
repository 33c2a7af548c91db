/* exit: 4 */
/* link: cxx */
/* C++: exceptions through libraries and threads, locales, thread_local and static destructors. */
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <iomanip>
#include <iostream>
#include <locale>
#include <map>
#include <memory>
#include <mutex>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

extern void call_back(void (*)(int), int);

struct Noisy {
  const char *name;
  explicit Noisy(const char *n) : name(n) { std::printf("make %s\n", name); }
  ~Noisy() { std::printf("destroy %s\n", name); }
};
static Noisy global("global");
thread_local Noisy in_thread("thread_local");

static void thrower(int n) {
  Noisy local("local");
  throw std::runtime_error("thrown " + std::to_string(n));
}

int main() {
  std::printf("%s\n", in_thread.name);
  try { call_back(thrower, 7); } catch (const std::exception &e) { std::cout << e.what() << std::endl; }
  std::thread([] {
    std::printf("%s\n", in_thread.name);
    try { call_back(thrower, 8); } catch (const std::exception &e) { std::cout << e.what() << std::endl; }
  }).join();
  auto f = std::async(std::launch::async, []() -> int { throw std::out_of_range("far"); });
  try { f.get(); } catch (const std::out_of_range &e) { std::cout << e.what() << std::endl; }
  std::cout << std::setprecision(12) << 3.14159265358979 << ' ' << std::hex << 255 << ' ' << std::boolalpha << true << std::endl;
  std::istringstream in("12 3.5 word");
  int i; double d; std::string w;
  in >> i >> d >> w;
  std::cout << std::dec << i << ' ' << d << ' ' << w << std::endl;
  std::smatch m;
  std::string s = "key=value";
  std::cout << std::regex_match(s, m, std::regex("(\\w+)=(\\w+)")) << m[1] << m[2] << std::endl;
  try { std::locale l("no_SUCH"); } catch (const std::exception &e) { std::cout << "no such locale" << std::endl; }
  std::cout << std::locale("C").name() << ' ' << std::isalpha('x', std::locale()) << std::endl;
  std::recursive_mutex r;
  r.lock(); r.lock(); r.unlock(); r.unlock();
  std::timed_mutex t;
  t.lock();
  std::cout << t.try_lock_for(std::chrono::milliseconds(1)) << std::endl;
  std::mutex mm; std::condition_variable cv;
  std::unique_lock<std::mutex> lk(mm);
  std::cout << (cv.wait_for(lk, std::chrono::milliseconds(1)) == std::cv_status::timeout) << std::endl;
  auto p = std::make_shared<Noisy>("shared");
  std::at_quick_exit([] {});
  std::atexit([] { std::puts("atexit"); });
  std::exit(4);
}
