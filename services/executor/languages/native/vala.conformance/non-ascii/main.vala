void main() {
    stdout.printf("Grüße, 世界 🌍\n");
    string? line;
    while ((line = stdin.read_line()) != null) stdout.printf("%s\n", line);
}
