// Prints which of its limits it could raise.
#include <stdio.h>
#include <sys/resource.h>

static const struct {
  const char *name;
  int number;
} limits[] = {{"nofile", RLIMIT_NOFILE}, {"fsize", RLIMIT_FSIZE},   {"core", RLIMIT_CORE},      {"memlock", RLIMIT_MEMLOCK},
              {"stack", RLIMIT_STACK},   {"msgqueue", RLIMIT_MSGQUEUE}, {"nice", RLIMIT_NICE}, {"rtprio", RLIMIT_RTPRIO}};

int main(void) {
  for (unsigned n = 0; n < sizeof limits / sizeof *limits; n++) {
    struct rlimit limit;
    getrlimit(limits[n].number, &limit);
    limit.rlim_max++;
    if (setrlimit(limits[n].number, &limit) == 0) printf("%s\n", limits[n].name);
  }
}
