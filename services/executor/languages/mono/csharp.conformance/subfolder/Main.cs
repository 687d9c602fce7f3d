using System;
using Shapes;

static class Program {
    static void Main(string[] args) {
        Console.WriteLine($"the square of 12 is {Square.Area(12)}");
    }
}
