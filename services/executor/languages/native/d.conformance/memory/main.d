import std.stdio;

void main() {
    auto block = new ubyte[](64 * 1024 * 1024);
    block[] = 1;
    writeln(block.length);
}
