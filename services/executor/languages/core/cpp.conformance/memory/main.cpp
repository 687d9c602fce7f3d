#include <iostream>
#include <numeric>
#include <vector>

int main() {
    std::vector<char> block(64 * 1024 * 1024, 1);
    std::cout << std::accumulate(block.begin(), block.end(), 0L) << '\n';
}
