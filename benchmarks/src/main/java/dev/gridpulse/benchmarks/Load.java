package dev.gridpulse.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a number of clients got done that each asked one thing after the other.
 *
 * @param perSecond how often they were answered, all together
 * @param p99 the time that one in a hundred took longer than, milliseconds
 */
record Load(double perSecond, double p99) {
  /** One client, with what it needs to ask. */
  interface Client extends AutoCloseable {
    void ask() throws Exception;

    @Override
    void close();
  }

  /** How a client comes to be. */
  interface Clients {
    Client open() throws Exception;
  }

  /** Lets them ask for so long. */
  static Load of(int clients, Duration duration, Clients opening) {
    long end = System.nanoTime() + duration.toNanos();
    List<Future<long[]>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        all.add(threads.submit(() -> askUntil(end, opening)));
      }
      long[] times =
          all.stream().flatMapToLong(each -> Arrays.stream(get(each))).sorted().toArray();
      return new Load(
          times.length / (duration.toNanos() / 1e9), times[(int) (times.length * 0.99)] / 1e6);
    }
  }

  private static long[] get(Future<long[]> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long[] askUntil(long end, Clients opening) throws Exception {
    long[] times = new long[1 << 10];
    int count = 0;
    try (Client client = opening.open()) {
      long begin = System.nanoTime();
      while (begin < end) {
        client.ask();
        long now = System.nanoTime();
        if (count == times.length) {
          times = Arrays.copyOf(times, count * 2);
        }
        times[count++] = now - begin;
        begin = now;
      }
    }
    return Arrays.copyOf(times, count);
  }
}
