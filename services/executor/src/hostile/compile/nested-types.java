import java.util.function.Function;

class Main {
    static <A, B> Function<A, B> id(Function<A, B> f) {
        return f;
    }

    static Function<Object, Object> deep = id(a -> id(b -> id(c -> id(d -> id(e -> id(f -> id(g -> id(h -> id(i -> id(j ->
        id(k -> id(l -> id(m -> id(n -> id(o -> id(p -> id(q -> id(r -> id(s -> id(t -> 1).apply(s)).apply(r)).apply(q))
        .apply(p)).apply(o)).apply(n)).apply(m)).apply(l)).apply(k)).apply(j)).apply(i)).apply(h)).apply(g)).apply(f))
        .apply(e)).apply(d)).apply(c)).apply(b)).apply(a));

    public static void main(String[] arguments) {
    }
}
