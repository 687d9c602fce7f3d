using System;

static class Program {
    static void Main(string[] args) {
        Console.WriteLine("Grüße, 世界 🌍");
        string line;
        while ((line = Console.ReadLine()) != null) Console.WriteLine(line);
    }
}
