import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

class Main {
  static void answer(Socket socket) {
    try (socket) {
      socket.getOutputStream().write(socket.getInputStream().readNBytes(100_000));
    } catch (IOException failure) {
      throw new RuntimeException(failure);
    }
  }

  public static void main(String[] args) throws Exception {
    var sum = new AtomicInteger();
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      server.setReceiveBufferSize(1 << 20);
      var serving = new Thread(() -> {
        for (int number = 0; number < 20; number++) {
          try {
            answer(server.accept());
          } catch (IOException failure) {
            throw new RuntimeException(failure);
          }
        }
      });
      serving.start();
      for (int number = 0; number < 20; number++) {
        try (var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
          client.getOutputStream().write(new byte[100_000]);
          sum.addAndGet(client.getInputStream().readAllBytes().length);
        }
      }
      serving.join();
    }
    System.out.println(sum);
  }
}
