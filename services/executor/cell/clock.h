/* The one clock that limits and waiting are measured with. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#define NS_PER_SECOND INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_US INT64_C(1000)

/* Only differences mean anything. */
int64_t now_ns(void);

#endif
