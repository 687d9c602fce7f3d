static class Multiplication {
    public static int Multiply(int a, int b) => a * b;
}
