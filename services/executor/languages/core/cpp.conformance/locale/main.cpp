#include <iostream>
#include <locale>

int main() {
    std::cout.imbue(std::locale("en_US.UTF-8"));
    std::cout << 1234567 << "\n";
}
