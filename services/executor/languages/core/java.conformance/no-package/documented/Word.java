package documented;

public class Word {
    public static String text() {
        return "documented";
    }
}
