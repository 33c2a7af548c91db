#ifndef TEXTS_H
#define TEXTS_H

#include <features.h>
#include "glibc.h"

#include "glibc_process.h"

extern hidden const struct glibc_process glibc_texts;

#endif
