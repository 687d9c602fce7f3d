// The parent of a vfork waits where no ordinary signal reaches it.
#include <unistd.h>

int main(void) {
  if (vfork() == 0) {
    for (;;) pause();
  }
}
