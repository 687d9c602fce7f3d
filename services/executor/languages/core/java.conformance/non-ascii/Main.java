import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        System.out.println("Grüße, 世界 🌍");
        Scanner scanner = new Scanner(System.in);
        while (scanner.hasNextLine()) System.out.println(scanner.nextLine());
    }
}
