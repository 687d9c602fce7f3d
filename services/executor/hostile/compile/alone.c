// Prints how many processes there are: cell init and itself, whatever was started while it was compiled.
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>

int main(void) {
  int processes = 0;
  DIR *folder = opendir("/proc");
  for (struct dirent *entry; (entry = readdir(folder));) processes += isdigit(entry->d_name[0]) != 0;
  printf("%d\n", processes);
}
