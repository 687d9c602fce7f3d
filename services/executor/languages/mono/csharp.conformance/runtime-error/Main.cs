using System;

static class Program {
    static void Main(string[] args) {
        Console.WriteLine("before");
        Console.WriteLine(1 / args.Length);
    }
}
