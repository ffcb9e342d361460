package dev.gridpulse.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address. */
final class Ports {
  private static final int LOWEST = 20_000;
  private static final int LOWEST_OUTGOING = 32_768;
  private static final int ATTEMPTS = 1_000;

  private Ports() {}

  /**
   * A port that nobody listens on at this moment; below those that systems give to outgoing
   * connections, as one of these might take it before it is listened on.
   */
  static int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_OUTGOING);
      if (isFree(port)) {
        return port;
      }
    }
    throw new EmbeddedServerException(
        "No free port on 127.0.0.1 among %d tried".formatted(ATTEMPTS));
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = listen(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }
}
