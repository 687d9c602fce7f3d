// Tries something that must be refused, and prints how it was answered.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void answered(const char *what, long result) {
  printf("%s %s\n", what, result < 0 ? strerrorname_np(errno) : "DONE");
}

#define ATTEMPT(name, ...) answered(#name, syscall(SYS_##name, __VA_ARGS__))
