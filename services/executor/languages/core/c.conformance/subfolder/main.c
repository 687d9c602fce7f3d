#include <stdio.h>

#include "shapes/square.h"

int main(void) {
    printf("the square of 12 is %d\n", area(12));
}
