public class Main {
    public static void main(String[] args) {
        byte[] block = new byte[64 * 1024 * 1024];
        long sum = 0;
        for (int i = 0; i < block.length; i++) block[i] = 1;
        for (byte b : block) sum += b;
        System.out.println(sum);
    }
}
