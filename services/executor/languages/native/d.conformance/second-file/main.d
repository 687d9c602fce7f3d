import multiply;
import std.stdio;

void main() {
    writeln("6 times 7 is ", product(6, 7));
}
