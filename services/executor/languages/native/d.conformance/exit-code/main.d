import std.stdio;

int main() {
    writeln("before");
    return 7;
}
