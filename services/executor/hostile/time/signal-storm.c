// Two processes that do nothing but interrupt each other.
#include <signal.h>
#include <unistd.h>

static void nothing(int signal) { (void)signal; }

int main(void) {
  signal(SIGUSR1, nothing);
  pid_t parent = getpid();
  pid_t child = fork();
  for (pid_t other = child ? child : parent;;) kill(other, SIGUSR1);
}
