#include <stdio.h>

int main(void) {
    char line[256];
    puts("Grüße, 世界 🌍");
    while (fgets(line, sizeof line, stdin)) fputs(line, stdout);
}
