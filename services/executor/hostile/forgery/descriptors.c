// Prints every descriptor it was born with.
#include <fcntl.h>
#include <stdio.h>

int main(void) {
  for (int descriptor = 0; descriptor < 65536; descriptor++) {
    if (fcntl(descriptor, F_GETFD) >= 0) printf("%d\n", descriptor);
  }
}
