#include <iostream>

#include "multiply.hpp"

int main() {
    std::cout << "6 times 7 is " << multiply(6, 7) << '\n';
}
