// Keyrings belong to a uid, not to a cell.
#include "attempt.h"

int main(void) {
  ATTEMPT(add_key, "user", "trace", "x", 1, -4);
  ATTEMPT(request_key, "user", "trace", 0, -4);
  ATTEMPT(keyctl, 0, -4, 1);
  ATTEMPT(keyctl, 1, "session");
}
