int main() {
  write("hello, world\n");
}
