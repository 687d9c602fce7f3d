#include <stdlib.h>

int main(int count, char **arguments) { exit(count > 1 ? atoi(arguments[1]) : 0); }
