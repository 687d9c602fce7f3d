import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import java.util.stream.*;

/** Compiled once while the image is built, so that javac's AOT cache knows what ordinary programs make it do. */
public class Training {
    sealed interface Shape permits Circle, Square {}
    record Circle(double radius) implements Shape {}
    record Square(double side) implements Shape {}
    enum Colour { RED, GREEN }

    static double area(Shape shape) {
        return switch (shape) {
            case Circle(double radius) when radius < 0 -> throw new IllegalArgumentException("negative");
            case Circle(double radius) -> Math.PI * radius * radius;
            case Square square -> square.side() * square.side();
        };
    }

    static <T extends Comparable<T>> Optional<T> largest(Collection<? extends T> values) {
        T found = null;
        for (T value : values) if (found == null || value.compareTo(found) > 0) found = value;
        return Optional.ofNullable(found);
    }

    interface Greeter { String greet(String name); default String twice(String name) { return greet(name) + greet(name); } }

    static abstract class Animal {
        protected final String name;
        Animal(String name) { this.name = name; }
        abstract String sound();
        @Override public String toString() { return String.format("%s says %s", name, sound()); }
    }

    static class Dog extends Animal {
        Dog() { super("dog"); }
        @Override String sound() { return "woof"; }
    }

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        try (var reader = new BufferedReader(new InputStreamReader(System.in))) {
            String line;
            while ((line = reader.readLine()) != null) System.out.printf("%d %s%n", line.length(), line);
        }
        Scanner scanner = new Scanner("1 2 3");
        int sum = 0;
        while (scanner.hasNextInt()) sum += scanner.nextInt();
        Map<String, List<Integer>> groups = Stream.of(1, 2, 3).collect(Collectors.groupingBy(n -> n % 2 == 0 ? "even" : "odd"));
        int[][] grid = new int[3][4];
        for (int i = 0; i < 3; i++) for (int j = 0; j < 4; j++) grid[i][j] = i * j;
        Greeter greeter = name -> "hello, " + name;
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Future<Integer> future = pool.submit(() -> 42);
        StringBuilder text = new StringBuilder().append(sum).append(groups).append(Arrays.deepToString(grid));
        for (Colour colour : Colour.values()) text.append(colour).append(' ');
        Supplier<Animal> animal = Dog::new;
        Function<Integer, Integer> twice = x -> x * 2;
        BiFunction<Long, Long, Long> add = Long::sum;
        System.out.println(text + greeter.twice("you") + animal.get() + twice.apply(future.get()) + add.apply(1L, 2L));
        System.out.println(largest(List.of(3, 1, 2)).orElseThrow() + area(new Square(2)) + """
            a text block
            """);
        pool.shutdown();
    }
}
