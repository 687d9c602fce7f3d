#include <iostream>
#include <vector>

int main() {
    std::cout << "before" << std::endl;
    return std::vector<int>{1, 2, 3}.at(3);
}
