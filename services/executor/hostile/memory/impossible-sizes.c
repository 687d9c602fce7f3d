// Sizes that no machine has. Asking is free; getting would not be.
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

int main(void) {
  for (int shift = 47; shift < 64; shift++) {
    void *volatile piece = malloc(1UL << shift);
    if (piece) printf("malloc 2^%d\n", shift);
    if (mmap(0, 1UL << shift, PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) printf("mmap 2^%d\n", shift);
  }
}
