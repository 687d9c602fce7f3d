#include <unistd.h>

int main(void) {
  for (int descriptor = 0; descriptor < 1024; descriptor++) close(descriptor);
}
