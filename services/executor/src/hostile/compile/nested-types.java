// Which `id` is meant depends on what is inside, at every level: the compiler tries both, and both inside of both.
class Main {
    interface Left<R> {
        R call(Object argument);
    }

    interface Right<R> {
        R call(Object argument);
    }

    static <R> R id(Left<R> left) {
        return null;
    }

    static <R> R id(Right<R> right) {
        return null;
    }

    static Object deep =
        id((Object a) -> id((Object b) -> id((Object c) -> id((Object d) -> id((Object e) ->
        id((Object f) -> id((Object g) -> id((Object h) -> id((Object i) -> id((Object j) ->
        id((Object k) -> id((Object l) -> id((Object m) -> id((Object n) -> id((Object o) ->
        id((Object p) -> id((Object q) -> id((Object r) -> id((Object s) -> id((Object t) ->
        id((Object u) -> id((Object v) -> id((Object w) -> id((Object x) -> id((Object y) ->
        1)))))))))))))))))))))))));

    public static void main(String[] arguments) {
    }
}
