#include <features.h>
#include "glibc_process.h"

const struct glibc_process *glibc_process;
