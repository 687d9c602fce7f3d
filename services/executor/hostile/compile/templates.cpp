// As many instantiations as there are combinations.
template <unsigned long Depth, unsigned long Path> struct Tree {
  static constexpr unsigned long count = Tree<Depth - 1, Path * 2>::count + Tree<Depth - 1, Path * 2 + 1>::count;
};
template <unsigned long Path> struct Tree<0, Path> {
  static constexpr unsigned long count = 1;
};
int main() { return Tree<40, 1>::count & 1; }
