template <int Depth> struct Deeper {
  static constexpr int value = Deeper<Depth + 1>::value;
};
int main() { return Deeper<0>::value; }
