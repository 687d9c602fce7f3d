public class Product {
    public static int of(int a, int b) {
        return a * b;
    }
}
