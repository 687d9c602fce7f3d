import shapes.Square;

public class Main {
    public static void main(String[] args) {
        System.out.println("the square of 12 is " + new Square(12).area());
    }
}
