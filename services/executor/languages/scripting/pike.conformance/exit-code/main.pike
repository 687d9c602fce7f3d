int main() {
  write("before\n");
  return 7;
}
