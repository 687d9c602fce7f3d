#include <math.h>
#include <stdio.h>

#include "multiply.h"

int main(int argc, char **argv) {
    (void)argv;
    printf("6 times %.0f is %d\n", sqrt(48.0 + argc), multiply(6, 7));
}
