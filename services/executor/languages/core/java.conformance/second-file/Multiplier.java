final class Multiplier {
    static int multiply(int a, int b) {
        return a * b;
    }
}
