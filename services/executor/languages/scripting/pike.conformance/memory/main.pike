int main() {
  string block = "x" * (64 * 1024 * 1024);
  write("%d\n", sizeof(block));
}
