package dev.gridpulse.embedded;

/** Another program listens on the port that was asked for. */
public final class PortTakenException extends EmbeddedServerException {
  private final int port;

  PortTakenException(String server, int port) {
    super(
        "%s cannot listen on 127.0.0.1:%d, as another program does. Stop that program or choose another port (0 picks a free one)."
            .formatted(server, port));
    this.port = port;
  }

  /** The port that is taken. */
  public int port() {
    return port;
  }
}
