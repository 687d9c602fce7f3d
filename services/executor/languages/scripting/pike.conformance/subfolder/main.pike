inherit "shapes/square.pike";

int main() {
  write("the square of 12 is %d\n", area(12));
}
