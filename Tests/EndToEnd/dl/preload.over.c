#include <unistd.h>
pid_t getppid(void) { return 12345; }
int dep_value(void) { return 8; }
