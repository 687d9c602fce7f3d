inherit "multiply.pike";

int main() {
  write("6 times 7 is %d\n", multiply(6, 7));
}
