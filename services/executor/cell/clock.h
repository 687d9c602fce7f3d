/* The one clock that limits and waiting are measured with. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#define SECOND INT64_C(1000000000)
#define MILLISECOND INT64_C(1000000)

/* Nanoseconds; only differences mean anything. */
int64_t now(void);

#endif
