int main() {
  write("Grüße, 世界 🌍\n");
  while (string line = Stdio.stdin.gets()) write(line + "\n");
}
