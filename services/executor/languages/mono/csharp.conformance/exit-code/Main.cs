using System;

static class Program {
    static int Main(string[] args) {
        Console.WriteLine("before");
        return 7;
    }
}
