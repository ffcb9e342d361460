package dev.gridpulse.query.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A client that reads, stalls, reads on, is cut off and comes back with its last id, again and
 * again. It follows a sensor whose readings are numbered, beside others: each number must come
 * once, or be counted as skipped. What came behind the last id is forgotten with its connection, as
 * it comes again.
 */
final class ComingBack {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_AT_A_TIME = 20_000;
  private static final int MOST_FAILURES = 5;
  private static final long ANY = -1;

  private final LiveApi api;
  private final String path;
  private final String sensor;
  private final Duration stall;
  private final Random random = new Random(7);
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);

  /** The number that must come next, and the one behind the last id. */
  private volatile long next = ANY;

  private long nextAtId = ANY;
  private @Nullable String lastId;
  private volatile long total = Long.MAX_VALUE;
  private volatile @Nullable Throwable failure;
  private long told;
  private long skipped;
  private int connections;

  /**
   * @param stall how long nothing is read in the midst of each connection
   */
  ComingBack(LiveApi api, String path, String sensor, Duration stall) {
    this.api = api;
    this.path = path;
    this.sensor = sensor;
    this.stall = stall;
  }

  void start() {
    thread.start();
  }

  /**
   * Waits until all have come.
   *
   * @param numbers how many there are
   */
  void awaitAll(long numbers) {
    total = numbers;
    try {
      await("number %d of %s".formatted(numbers, this))
          .atMost(EventClient.PATIENCE.multipliedBy(3))
          .until(() -> !thread.isAlive());
    } finally {
      thread.interrupt();
    }
    assertThat(failure).as("%s", this).isNull();
    assertThat(next).as("%s", this).isEqualTo(numbers);
    assertThat(connections).as("connections").isGreaterThan(1);
  }

  long skipped() {
    return skipped;
  }

  private boolean done() {
    return next == total;
  }

  private void run() {
    int failures = 0;
    while (!done() && failure == null) {
      next = nextAtId;
      connections++;
      try {
        follow();
        failures = 0;
      } catch (IOException e) {
        // Cut off there; but not again and again.
        failure = ++failures < MOST_FAILURES ? null : e;
      } catch (InterruptedException | AssertionError e) {
        failure = e;
      }
    }
  }

  private void follow() throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.setSoTimeout((int) EventClient.PATIENCE.toMillis());
      socket.connect(new InetSocketAddress(api.url().getHost(), api.url().getPort()));
      String resume = lastId == null ? "" : "Last-Event-ID: " + lastId + "\r\n";
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n"
                  .formatted(path, LiveApi.operator(), resume)
                  .getBytes(US_ASCII));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII), 512);
      boolean goesOn = read(in, random.nextInt(MOST_AT_A_TIME));
      if (goesOn && total == Long.MAX_VALUE) {
        Thread.sleep(stall);
        var _ = read(in, random.nextInt(MOST_AT_A_TIME));
      } else if (goesOn) {
        var _ = read(in, Integer.MAX_VALUE);
      }
    }
  }

  /** Reads so many events; false when all have come, or the stream has ended. */
  private boolean read(BufferedReader in, int events) throws IOException {
    String id = null;
    String data = null;
    for (int i = 0; i < events && !done(); ) {
      String line = in.readLine();
      if (line == null || line.equals("0")) {
        return false;
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.isEmpty()) {
        if (data != null) {
          i++;
          // Most are not looked at: they come by thousands.
          if (data.contains(sensor) || data.contains("reason")) {
            take(JSON.readTree(data));
          }
        }
        if (id != null) {
          lastId = id;
          nextAtId = next;
        }
        id = null;
        data = null;
      }
    }
    return !done();
  }

  private void take(JsonNode event) {
    assertThat(event.has("reason")).as("nothing is too old: %s", event).isFalse();
    if (event.get("sensor").textValue().equals(sensor)) {
      long number = event.get("value").longValue();
      long left = event.path("skipped").longValue();
      if (next != ANY) {
        assertThat(number - left).as("%s", event).isEqualTo(next);
      }
      told++;
      skipped += left;
      next = number + 1;
    }
  }

  @Override
  public String toString() {
    return "%s: %d connections, %d told and %d skipped".formatted(path, connections, told, skipped);
  }
}
