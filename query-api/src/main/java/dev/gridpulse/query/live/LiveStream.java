package dev.gridpulse.query.live;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one client: what is published is put into its outbox by whoever reads, and taken
 * out as fast as the client takes it, on the client's event loop. Nobody waits for a client.
 */
public final class LiveStream {
  /** Why a stream ended. */
  public enum End {
    /** The client went away, or its connection broke. */
    GONE,
    /** It could not keep up, and had asked for an end in that case. */
    SLOW,
    /** Its token counts no more. */
    TOKEN,
    /** The feed stops, or begins anew: the client may come back with its id. */
    FEED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a stream delivers to, on its event loop only. */
  public interface Output {
    /** Some whole events. */
    void next(List<byte[]> events);

    /** There are no more. */
    void complete();
  }

  /** Events are handed over in portions of about this size. */
  private static final int PORTION = 64 * 1024;

  private final LiveRequest request;
  private final LiveMetrics metrics;
  private final Consumer<LiveStream> ended;
  private final Outbox outbox;
  private final int limit;

  private @Nullable Executor loop;
  private @Nullable Output output;
  private long demand;
  private boolean scheduled;
  private boolean ending;
  private boolean closed;
  private long lastSent = System.nanoTime();

  LiveStream(LiveRequest request, int queue, LiveMetrics metrics, Consumer<LiveStream> ended) {
    this.request = request;
    this.metrics = metrics;
    this.ended = ended;
    // One that begins gets the latest of each sensor, however many.
    this.limit = queue;
    this.outbox = new Outbox(queue);
    metrics.opened();
  }

  LiveRequest request() {
    return request;
  }

  // --- The client's side ---

  /**
   * Begins to deliver.
   *
   * @param eventLoop where everything is handed over
   */
  public void start(Executor eventLoop, Output to) {
    synchronized (this) {
      loop = eventLoop;
      output = to;
    }
    schedule();
  }

  /** The client takes so many portions more. */
  public void request(long portions) {
    synchronized (this) {
      demand = Math.min(Long.MAX_VALUE - portions, demand) + portions;
    }
    schedule();
  }

  /** The client has gone. */
  public void cancel() {
    close(End.GONE);
  }

  // --- The feed's side ---

  /** Has what waits handed over soon; at most once at a time. */
  void schedule() {
    Executor executor;
    synchronized (this) {
      if (scheduled || closed || output == null || loop == null) {
        return;
      }
      scheduled = true;
      executor = loop;
    }
    execute(executor, this::drain);
  }

  /**
   * As {@link #schedule} for many streams of one loop: answers it when there is something to do.
   */
  synchronized @Nullable Executor claim() {
    if (scheduled || closed || output == null) {
      return null;
    }
    scheduled = true;
    return loop;
  }

  static void execute(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // The server stops, and with it every connection.
    }
  }

  /** Adds an event, without waiting; {@link #schedule} has it delivered. */
  void offer(LiveEvent event) {
    offer(List.of(event), event);
  }

  /**
   * Adds events of one series that came together, without waiting.
   *
   * @param latest the latest of them
   */
  void offer(List<LiveEvent> together, LiveEvent latest) {
    boolean tooSlow = false;
    int skipped = 0;
    synchronized (this) {
      if (closed || ending) {
        return;
      }
      if (request.endWhenSlow()) {
        int fitting = Math.min(outbox.free(), together.size());
        together.subList(0, fitting).forEach(outbox::add);
        tooSlow = fitting < together.size();
      } else {
        skipped = outbox.addAll(together, latest);
      }
    }
    metrics.skipped(skipped);
    if (tooSlow) {
      end(End.SLOW);
    }
  }

  /**
   * Adds an event once there is a place for it; for what is caught up with, by a thread that may
   * wait. Some are gathered: {@link #schedule} has the last ones delivered.
   *
   * @return false when the stream has ended
   */
  boolean put(LiveEvent event) throws InterruptedException {
    synchronized (this) {
      // In halves, so that not every event wakes the one that waits.
      while (!closed && !ending && outbox.free() == 0) {
        wait(1_000);
      }
      if (closed || ending) {
        return false;
      }
      var _ = outbox.add(event);
      if (outbox.free() > limit / 2) {
        return true;
      }
    }
    schedule();
    return true;
  }

  /** How many events fit now. */
  synchronized int free() {
    return outbox.free();
  }

  /** How many events wait. */
  synchronized int waiting() {
    return outbox.size();
  }

  /** Adds what is no event of a series. */
  void notice(byte[] notice) {
    synchronized (this) {
      if (closed || ending) {
        return;
      }
      outbox.addNotice(notice);
    }
    schedule();
  }

  /** Looks after the time: heartbeats, and the end of the token. */
  void tick(Instant now, long nanoTime, Duration heartbeat) {
    if (!now.isBefore(request.until())) {
      end(End.TOKEN);
      return;
    }
    boolean silent;
    synchronized (this) {
      silent = outbox.isEmpty() && nanoTime - lastSent >= heartbeat.toNanos();
    }
    if (silent) {
      notice(EventEncoder.HEARTBEAT);
    }
  }

  /** Ends the stream behind what waits already. */
  void end(End reason) {
    synchronized (this) {
      if (closed || ending) {
        return;
      }
      ending = true;
      why = reason;
      notifyAll();
    }
    schedule();
  }

  private End why = End.GONE;

  /** Hands over what waits, as far as it is wanted. On the event loop. */
  void drain() {
    boolean complete = false;
    Output to;
    synchronized (this) {
      scheduled = false;
      to = output;
    }
    if (to == null) {
      return;
    }
    while (true) {
      List<byte[]> portion;
      synchronized (this) {
        if (closed) {
          return;
        }
        if (outbox.isEmpty()) {
          complete = ending;
          break;
        }
        if (demand == 0) {
          // Who ends and does not read is not waited for.
          complete = ending && why != End.SLOW;
          break;
        }
        demand--;
        portion = outbox.take(PORTION);
        lastSent = System.nanoTime();
        if (outbox.free() >= limit / 2) {
          notifyAll();
        }
      }
      metrics.sent(portion.size());
      to.next(portion);
    }
    if (complete) {
      close(why);
      to.complete();
    }
  }

  private void close(End reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      outbox.clear();
      notifyAll();
    }
    metrics.ended(reason);
    ended.accept(this);
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
