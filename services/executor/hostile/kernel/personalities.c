#include "attempt.h"

int main(void) {
  ATTEMPT(personality, 8);
  ATTEMPT(personality, 0x20008);
  ATTEMPT(personality, 0x0400000);
  ATTEMPT(personality, 0x0100000);
}
