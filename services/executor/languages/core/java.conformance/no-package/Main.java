import documented.Word;

public class Main {
    public static void main(String[] args) {
        System.out.println(Product.of(3, 4) + " " + Word.text());
    }
}
