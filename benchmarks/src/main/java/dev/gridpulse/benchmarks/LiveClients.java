package dev.gridpulse.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of the live feed, all on one thread, that do no more than they must: they look for the
 * values of readings, which are the times when these were sent.
 */
final class LiveClients implements AutoCloseable {
  private static final byte[] VALUE = "\"value\":".getBytes(US_ASCII);
  private static final byte[] ID = "id: ".getBytes(US_ASCII);

  /** A bucket for each tenth of a millisecond, up to a minute. */
  private static final int BUCKETS = 600_000;

  private final URI server;
  private final String token;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
  private final ConcurrentLinkedQueue<SocketChannel> added = new ConcurrentLinkedQueue<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final Thread thread;
  private int clients;
  private volatile boolean closed;

  private final long[] times = new long[BUCKETS];
  private long count;

  LiveClients(URI server, String token) {
    this.server = server;
    this.token = token;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.thread = Thread.ofPlatform().name("live-clients").daemon().start(this::run);
  }

  /** What a reading has for its value: now. */
  static double stamp() {
    return System.nanoTime() / 1_000.0;
  }

  /** Adds a client. */
  void add(String path) {
    try {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
      byte[] request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(path, token)
              .getBytes(US_ASCII);
      for (ByteBuffer out = ByteBuffer.wrap(request); out.hasRemaining(); ) {
        var _ = channel.write(out);
      }
      channel.configureBlocking(false);
      added.add(channel);
      clients++;
      selector.wakeup();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until all have been told a place, and so are up to date. */
  void awaitBegin() {
    try {
      while (begun.get() < clients) {
        if (!thread.isAlive()) {
          throw new IllegalStateException("a client was turned away");
        }
        Thread.sleep(50);
      }
      // The last step is taken behind that.
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  synchronized void reset() {
    Arrays.fill(times, 0);
    count = 0;
  }

  synchronized long count() {
    return count;
  }

  /** The time that so many in a hundred took at most, milliseconds. */
  synchronized double percentile(double percent) {
    long rank = (long) Math.ceil(count * percent / 100);
    long seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      seen += times[bucket];
      if (seen >= rank && seen > 0) {
        return (bucket + 1) / 10.0;
      }
    }
    return Double.NaN;
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(200);
        for (SocketChannel channel = added.poll(); channel != null; channel = added.poll()) {
          channel.register(selector, SelectionKey.OP_READ, new Reader());
        }
        for (SelectionKey key : selector.selectedKeys()) {
          buffer.clear();
          if (((SocketChannel) key.channel()).read(buffer) < 0) {
            throw new IOException("the server hung up");
          }
          buffer.flip();
          synchronized (this) {
            ((Reader) key.attachment()).read(buffer);
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      if (!closed) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Where a client is in the text. */
  private final class Reader {
    private int value;
    private int id;
    private boolean inNumber;
    private boolean first = true;
    private double number;
    private double scale;
    private int exponent;
    private boolean inExponent;

    void read(ByteBuffer in) {
      while (in.hasRemaining()) {
        byte next = in.get();
        if (inNumber) {
          number(next);
        } else {
          value = next == VALUE[value] ? value + 1 : next == VALUE[0] ? 1 : 0;
          if (value == VALUE.length) {
            value = 0;
            inNumber = true;
            number = 0;
            scale = 0;
            exponent = 0;
            inExponent = false;
          }
          if (first) {
            id = next == ID[id] ? id + 1 : next == ID[0] ? 1 : 0;
            if (id == ID.length) {
              first = false;
              begun.incrementAndGet();
            }
          }
        }
      }
    }

    /** Such as 123456789.0 or 1.23456789E8. */
    private void number(byte next) {
      if (next >= '0' && next <= '9') {
        if (inExponent) {
          exponent = exponent * 10 + next - '0';
        } else if (scale == 0) {
          number = number * 10 + next - '0';
        } else {
          number += (next - '0') * scale;
          scale /= 10;
        }
      } else if (next == '.') {
        scale = 0.1;
      } else if (next == 'E') {
        inExponent = true;
      } else {
        inNumber = false;
        double sent = number * Math.pow(10, exponent);
        double tenths = (System.nanoTime() / 1e3 - sent) / 100;
        times[(int) Math.clamp(tenths, 0, BUCKETS - 1)]++;
        count++;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
