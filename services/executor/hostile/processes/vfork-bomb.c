#include <sched.h>
#include <unistd.h>

int main(void) {
  for (;;) {
    if (vfork() == 0) execl("/proc/self/exe", "again", (char *)0);
  }
}
