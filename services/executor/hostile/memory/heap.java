import java.util.ArrayList;

class Main {
    public static void main(String[] arguments) {
        var hoard = new ArrayList<byte[]>();
        while (true) hoard.add(new byte[1 << 20]);
    }
}
