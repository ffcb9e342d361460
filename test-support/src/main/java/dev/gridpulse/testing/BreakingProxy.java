package dev.gridpulse.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on, and breaks answers off when it is told to. */
public final class BreakingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger brokenOff = new AtomicInteger();
  private volatile long bytes = Long.MAX_VALUE;

  private BreakingProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** A proxy on a free port before that port of this machine. */
  public static BreakingProxy to(int port) throws IOException {
    BreakingProxy proxy =
        new BreakingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** From now on, so many answers end after that many bytes. */
  public void breakOffAfter(long afterBytes, int times) {
    left.set(times);
    bytes = afterBytes;
  }

  /** How many answers were broken off. */
  public int brokenOff() {
    return brokenOff.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        Thread.ofVirtual().start(() -> pump(client, server, false));
        Thread.ofVirtual().start(() -> pump(server, client, true));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      long passed = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (answers && passed + read > bytes && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
          brokenOff.incrementAndGet();
          return;
        }
        out.write(buffer, 0, read);
        out.flush();
        passed += read;
      }
    } catch (IOException e) {
      // One side has gone.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
