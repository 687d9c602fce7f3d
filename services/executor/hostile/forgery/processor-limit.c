// The kernel's own signal for a limit of processor time, sent by the program to itself: it is taken at its word, to its own loss.
#include <signal.h>

int main(void) { raise(SIGXCPU); }
