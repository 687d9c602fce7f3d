#include <stdlib.h>

#include "times.h"

int times(int a, int b) {
    int *new = malloc(sizeof *new); /* C alone converts this pointer, and calls a variable so */
    *new = a * b;
    int product = *new;
    free(new);
    return product;
}
