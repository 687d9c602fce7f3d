// What only the owner of a machine does.
#include "attempt.h"
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>

int main(void) {
  struct timespec now = {0, 0};
  struct timeval then = {0, 0};
  struct timex change = {.modes = ADJ_OFFSET};
  ATTEMPT(init_module, "", 0, "");
  ATTEMPT(finit_module, 0, "", 0);
  ATTEMPT(delete_module, "overlay", 0);
  ATTEMPT(kexec_load, 0, 0, 0, 0);
  ATTEMPT(reboot, 0xfee1dead, 672274793, 0x1234567, 0);
  ATTEMPT(swapon, "/work/swap", 0);
  ATTEMPT(acct, "/work/accounts");
  ATTEMPT(quotactl, 0, "/", 0, 0);
  ATTEMPT(syslog, 2, &now, sizeof now);
  ATTEMPT(sethostname, "owned", 5);
  ATTEMPT(setdomainname, "owned", 5);
  ATTEMPT(clock_settime, CLOCK_REALTIME, &now);
  ATTEMPT(settimeofday, &then, 0);
  ATTEMPT(adjtimex, &change);
  ATTEMPT(clock_adjtime, CLOCK_REALTIME, &change);
  ATTEMPT(vhangup, 0);
}
