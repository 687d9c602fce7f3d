using System;
using System.Numerics;

class Program
{
    static void Main()
    {
        Console.WriteLine(BigInteger.Pow(2, 100));
        Console.WriteLine(Complex.Abs(new Complex(3, 4)));
        Console.WriteLine(new Vector2(1, 2) + new Vector2(3, 4));
    }
}
