using System;

static class Program {
    static void Main(string[] args) {
        Console.WriteLine("hello, world");
    }
}
