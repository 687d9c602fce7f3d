#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    size_t size = 64 * 1024 * 1024;
    char *block = malloc(size);
    memset(block, 1, size);
    size_t sum = 0;
    for (size_t i = 0; i < size; i++) sum += block[i];
    printf("%zu\n", sum);
}
