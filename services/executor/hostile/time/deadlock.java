import java.util.concurrent.CountDownLatch;

class Main {
    public static void main(String[] arguments) throws Exception {
        Object left = new Object(), right = new Object();
        CountDownLatch both = new CountDownLatch(2);
        new Thread(() -> take(left, right, both)).start();
        take(right, left, both);
    }

    static void take(Object first, Object second, CountDownLatch both) {
        synchronized (first) {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException ignored) {
            }
            synchronized (second) {
            }
        }
    }
}
