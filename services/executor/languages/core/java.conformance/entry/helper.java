package shapes;

public class Square {
    public final int side;

    public Square(int side) {
        this.side = side;
    }

    public static class Builder {
        public static void main(String side) {
            throw new IllegalStateException("this main is none that Java starts");
        }
    }
}
