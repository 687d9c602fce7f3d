int main() {
  write(Stdio.stdin.read());
}
