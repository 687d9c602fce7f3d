#include <iostream>

#include "shapes/square.hpp"

int main() {
    std::cout << "the square of 12 is " << shapes::area(12) << '\n';
}
