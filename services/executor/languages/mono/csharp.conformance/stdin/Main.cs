using System;

static class Program {
    static void Main(string[] args) {
        Console.OpenStandardInput().CopyTo(Console.OpenStandardOutput());
    }
}
