import std.stdio;

void main() {
    writeln("Grüße, 世界 🌍");
    foreach (line; stdin.byLine) writeln(line);
}
