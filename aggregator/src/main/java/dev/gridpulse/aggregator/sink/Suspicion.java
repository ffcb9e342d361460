package dev.gridpulse.aggregator.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A quarter-hour that was not what its readings say when it was looked at. The windows may have
 * been on their way: only when all that the readings at that look can lead to has been stored, a
 * second look tells.
 */
final class Suspicion {
  /**
   * Ticks from the time when the readings were computed. The first of them emits whatever had
   * changed; between it and the third the task has committed, or it has begun anew.
   */
  private static final int TICKS = 3;

  private final RandomQuarters.Drawn drawn;
  private final QuarterLook look;
  private final long since;
  private Stage stage = new AwaitsComputation();

  private sealed interface Stage {}

  /** Kafka Streams has not committed the readings yet. */
  private record AwaitsComputation() implements Stage {}

  /** The windows may not have been emitted yet, or not committed. */
  private record AwaitsTicks(TaskPulse.Beat from) implements Stage {}

  /** The windows may not have been stored yet. */
  private record AwaitsStorage(Map<TopicPartition, Long> ends) implements Stage {}

  /** Nothing is under way any more. */
  private record Ripe(Map<TopicPartition, Long> ends) implements Stage {}

  /**
   * @param since when the look was taken, as {@link System#nanoTime}
   */
  Suspicion(RandomQuarters.Drawn drawn, QuarterLook look, long since) {
    this.drawn = drawn;
    this.look = look;
    this.since = since;
  }

  RandomQuarters.Drawn drawn() {
    return drawn;
  }

  /** The look that raised it. */
  QuarterLook look() {
    return look;
  }

  long since() {
    return since;
  }

  /**
   * Goes as far as it can now.
   *
   * @return whether all that the readings can lead to has been stored
   */
  boolean ripen(PipelineProgress progress, TaskPulse tasks) {
    Stage before;
    do {
      before = stage;
      stage = next(progress, tasks);
    } while (!stage.equals(before));
    return stage instanceof Ripe;
  }

  /**
   * Whether what was stored still is in this snapshot: a crash of the database may take back what
   * was committed last. If not, it ripens again.
   */
  boolean isRipe(PipelineProgress progress, Connection snapshot) throws SQLException {
    if (!(stage instanceof Ripe(var ends)) || !progress.isStored(snapshot, ends)) {
      stage = new AwaitsComputation();
    }
    return stage instanceof Ripe;
  }

  private Stage next(PipelineProgress progress, TaskPulse tasks) {
    int partition = drawn.partition();
    return switch (stage) {
      case AwaitsComputation same ->
          progress.isComputed(partition, look.storedUpTo())
              ? tasks.of(partition).<Stage>map(AwaitsTicks::new).orElse(same)
              : same;
      case AwaitsTicks same -> {
        TaskPulse.Beat beat = tasks.of(partition).orElse(null);
        if (beat == null) {
          yield new AwaitsComputation();
        }
        if (beat.incarnation() != same.from().incarnation()) {
          yield new AwaitsTicks(beat);
        }
        yield beat.ticks() >= same.from().ticks() + TICKS
            ? new AwaitsStorage(progress.endOfAggregates(drawn.sensor()))
            : same;
      }
      case AwaitsStorage same -> progress.isStored(same.ends()) ? new Ripe(same.ends()) : same;
      case Ripe same -> same;
    };
  }
}
