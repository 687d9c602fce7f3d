// Touches one page in each of many megabytes, by reading: what grows is only the kernel's bookkeeping.
#include <sys/mman.h>

int main(void) {
  const unsigned long gigabyte = 1UL << 30;
  for (;;) {
    volatile char *room = mmap(0, gigabyte, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) return 1;
    madvise((void *)room, gigabyte, MADV_NOHUGEPAGE);
    for (unsigned long at = 0; at < gigabyte; at += 1 << 21) (void)room[at];
  }
}
