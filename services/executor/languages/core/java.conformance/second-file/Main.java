public class Main {
    public static void main(String[] args) {
        System.out.println("6 times 7 is " + Multiplier.multiply(6, 7));
    }
}
