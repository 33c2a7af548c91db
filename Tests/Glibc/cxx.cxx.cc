void call_back(void (*f)(int), int n) { f(n); }
