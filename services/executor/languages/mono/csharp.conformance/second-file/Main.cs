using System;

static class Program {
    static void Main(string[] args) {
        Console.WriteLine($"6 times 7 is {Multiplication.Multiply(6, 7)}");
    }
}
