package dev.gridpulse.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback address. */
final class Ports {
  private Ports() {}

  /** A port that nobody listens on at this moment. */
  static int free() {
    try (ServerSocket socket = listen(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedServerException("No free port on 127.0.0.1: " + e, e);
    }
  }

  /** A free port that is not this one, on which somebody is about to listen. */
  static int freeBesides(int port) {
    int free;
    do {
      free = free();
    } while (free == port);
    return free;
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
