import shapes.square;
import std.stdio;

void main() {
    writeln("the square of 12 is ", area(12));
}
