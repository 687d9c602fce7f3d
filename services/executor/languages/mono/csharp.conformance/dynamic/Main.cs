using System;

class Program
{
    static void Main()
    {
        dynamic value = 5;
        Console.WriteLine(value + 1);
        value = "text";
        Console.WriteLine(value.Length);
    }
}
