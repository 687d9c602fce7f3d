constexpr unsigned long endless() {
  unsigned long n = 0;
  while (true) n++;
  return n;
}
constexpr unsigned long value = endless();
int main() {}
