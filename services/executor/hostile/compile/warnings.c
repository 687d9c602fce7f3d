// Complains at every line, for millions of lines.
#if __INCLUDE_LEVEL__ < 22
#include "main.c"
#include "main.c"
#endif
#warning all work and no play makes a long log
