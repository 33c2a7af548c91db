__thread int counter = 100;
static __thread char gap[3000] = "gap";
int add_one(int n) { return gap[0] == 'g' ? counter += n : -1; }
