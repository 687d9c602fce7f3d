class Main {
    public static void main(String[] arguments) {
        while (true) {
            new Thread(() -> {
                while (true) {
                    try {
                        Thread.sleep(1000);
                    } catch (InterruptedException ignored) {
                    }
                }
            }).start();
        }
    }
}
