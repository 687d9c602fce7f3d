// Each level includes the next twice: 2^40 lines.
#if __INCLUDE_LEVEL__ < 40
#include "main.c"
#include "main.c"
#endif
int x;
