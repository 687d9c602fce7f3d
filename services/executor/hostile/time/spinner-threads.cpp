#include <thread>
#include <vector>

int main() {
  std::vector<std::thread> threads;
  for (int n = 0; n < 8; n++) {
    threads.emplace_back([] {
      for (volatile unsigned n = 0;; n = n + 1) {
      }
    });
  }
  for (auto &thread : threads) thread.join();
}
