#include "square.h"

int area(int side) {
    return side * side;
}
