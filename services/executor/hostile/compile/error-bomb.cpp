// One mistake, explained at length.
#include <map>
#include <string>
#include <vector>
template <int N> struct Nested : Nested<N - 1> {
  std::map<std::string, std::vector<Nested<N - 1>>> inner;
  void call() { Nested<N - 1>::call(), inner == *this; }
};
template <> struct Nested<0> {
  void call() {}
};
template <int N> void all() {
  Nested<N>().call();
  if constexpr (N > 1) all<N - 1>();
}
int main() { all<100>(); }
