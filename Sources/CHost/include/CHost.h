#ifndef CHOST_H
#define CHOST_H

#include <sys/auxv.h>
#include <sys/personality.h>

enum host_probe {
	HOST_ARCH_PRCTL,
	HOST_IO_URING,
	HOST_USER_DISPATCH,
};

/* Tries a call that changes nothing, in a child process: a sandbox may kill for it. Zero, an errno value, or
 * HOST_KILLED. */
#define HOST_KILLED (-1)
int host_try(enum host_probe probe);

#endif
