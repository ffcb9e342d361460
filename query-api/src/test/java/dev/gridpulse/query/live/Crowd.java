package dev.gridpulse.query.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many clients of the live feed, each a bare socket. The values of the readings are the times when
 * they were sent ({@link #stamp}); who reads notes how long each took.
 */
final class Crowd implements AutoCloseable {
  private static final byte[] VALUE = "\"value\":".getBytes(US_ASCII);

  private final List<Member> members = new ArrayList<>();

  /** What a reading has for its value: now. */
  static double stamp() {
    return System.nanoTime() / 1_000.0;
  }

  /** Adds a client that reads what comes. */
  void addReader(URI server, String path, String token) {
    Member member = new Member(server, path, token, true);
    synchronized (members) {
      members.add(member);
    }
    var _ = Thread.ofVirtual().start(member::read);
  }

  /** Adds a client that reads nothing. */
  void addStalled(URI server, String path, String token) {
    Member member = new Member(server, path, token, false);
    synchronized (members) {
      members.add(member);
    }
  }

  /** Forgets the times noted so far. */
  void reset() {
    members.forEach(Member::reset);
  }

  /** How many readings came. */
  long count() {
    return members.stream().mapToLong(member -> member.count).sum();
  }

  /** The time that so many in a hundred took at most, milliseconds. */
  double percentile(double percent) {
    long[] all =
        members.stream().flatMapToLong(member -> Arrays.stream(member.times())).sorted().toArray();
    return all.length == 0
        ? Double.NaN
        : all[(int) Math.min(all.length - 1, all.length * percent / 100)] / 1e3;
  }

  @Override
  public void close() {
    members.forEach(Member::close);
  }

  private static final class Member implements AutoCloseable {
    private final Socket socket;
    private long[] times = new long[256];
    private int size;
    private volatile long count;

    Member(URI server, String path, String token, boolean reads) {
      try {
        socket = new Socket();
        if (!reads) {
          socket.setReceiveBufferSize(4_096);
        }
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket
            .getOutputStream()
            .write(
                "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                    .formatted(path, token)
                    .getBytes(US_ASCII));
        socket.getOutputStream().flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void read() {
      try (InputStream in = new BufferedInputStream(socket.getInputStream(), 8_192)) {
        int matched = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
          matched = next == VALUE[matched] ? matched + 1 : next == VALUE[0] ? 1 : 0;
          if (matched == VALUE.length) {
            matched = 0;
            StringBuilder number = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '}' && c != ','; c = in.read()) {
              number.append((char) c);
            }
            note(System.nanoTime() / 1_000 - (long) Double.parseDouble(number.toString()));
          }
        }
      } catch (IOException e) {
        // Closed, here or there.
      }
    }

    private synchronized void note(long micros) {
      if (size == times.length) {
        times = Arrays.copyOf(times, size * 2);
      }
      times[size++] = micros;
      count++;
    }

    synchronized void reset() {
      size = 0;
    }

    synchronized long[] times() {
      return Arrays.copyOf(times, size);
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
