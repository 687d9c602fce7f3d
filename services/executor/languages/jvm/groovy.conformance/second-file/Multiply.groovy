class Multiply {
    static int multiply(int a, int b) {
        a * b
    }
}
