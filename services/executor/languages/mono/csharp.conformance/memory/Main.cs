using System;

static class Program {
    static void Main(string[] args) {
        var block = new byte[64 * 1024 * 1024];
        for (int i = 0; i < block.Length; i++) block[i] = 1;
        Console.WriteLine(block.Length);
    }
}
