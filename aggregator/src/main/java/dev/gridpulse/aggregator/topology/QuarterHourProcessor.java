package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.DecodedReadings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingDecoder;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.RejectEncoder;
import dev.gridpulse.model.RejectedReading;
import dev.gridpulse.model.Routing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Takes records of readings into the open quarter-hours of one partition and emits their windows.
 * What a record does to them depends on the records before it only: no clock takes part, but for
 * the tick and the quiet, which emit and never close.
 */
final class QuarterHourProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  /** How long a changed window waits at most until it is emitted, running or not. */
  static final Duration TICK = Duration.ofSeconds(5);

  /** A partition that was quiet for so long emits without waiting for the tick. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static final Duration LOOK = QUIET.dividedBy(4);

  private final int partitions;
  private final long maxReadings;
  private final int generation;
  private final TaskListener listener;
  private final ReadingDecoder decoder = new ReadingDecoder();

  // Set by init, which Streams calls again on this very object when it revives a task.
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable OpenQuarters quarters;
  private @Nullable Cancellable tick;

  /** Looks whether it is quiet, as long as something may have to be emitted then. */
  private @Nullable Cancellable look;

  private long lastRecord;

  QuarterHourProcessor(int partitions, long maxReadings, int generation, TaskListener listener) {
    this.partitions = partitions;
    this.maxReadings = maxReadings;
    this.generation = generation;
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    SegmentStore segments = processorContext.getStateStore(AggregatorTopology.SEGMENTS_STORE);
    context = processorContext;
    quarters = OpenQuarters.restore(segments, this::forward);
    tick = processorContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, _ -> tick());
    heard(processorContext);
    listener.started(processorContext.taskId().partition());
  }

  private void tick() {
    quarters().emitChanged();
    listener.ticked(context().taskId().partition(), quarters().readings(), quarters().size());
  }

  /** From now on it may become quiet. */
  private void heard(ProcessorContext<byte[], byte[]> processorContext) {
    lastRecord = processorContext.currentSystemTimeMs();
    if (look == null) {
      look = processorContext.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::emitIfQuiet);
    }
  }

  /**
   * After the end of a replay or of a burst nobody has to wait, and there is time for it. Then the
   * looking ends, as after each look Streams commits.
   */
  private void emitIfQuiet(long now) {
    if (now - lastRecord >= QUIET.toMillis()) {
      quarters().emitChanged();
      stopLooking();
    }
  }

  private void stopLooking() {
    if (look != null) {
      look.cancel();
      look = null;
    }
  }

  /** A task that is revived would keep its schedules, besides those that {@link #init} makes. */
  @Override
  public void close() {
    if (tick != null) {
      tick.cancel();
    }
    stopLooking();
    quarters = null;
    if (context != null) {
      listener.ended(context.taskId().partition());
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    heard(context());
    RecordMetadata at = context().recordMetadata().orElseThrow();
    if (at.offset() <= quarters().upTo()) {
      throw new LogWentBack(at.topic(), at.partition(), at.offset(), quarters().upTo());
    }
    switch (decoder.decode(record.value(), record.timestamp())) {
      case DecodedReadings.Refused refused ->
          reject(Reject.of(origin(at), refused.reason(), record.value()), record.timestamp());
      case DecodedReadings.Accepted accepted -> {
        ReadingBatch readings = accepted.readings();
        for (RejectedReading rejected : accepted.rejected()) {
          reject(reject(at, readings.sensor(), rejected), record.timestamp());
        }
        if (accepted.unlisted() > 0) {
          String reason =
              "%d more elements are no readings (sensor %s)"
                  .formatted(accepted.unlisted(), readings.sensor());
          reject(new Reject(origin(at), reason, null), record.timestamp());
        }
        if (Routing.isHome(readings.sensor(), record.key(), at.partition(), partitions)) {
          quarters().add(readings, at.offset());
          quarters().closeUntil(maxReadings);
        } else {
          sendOn(readings, record.timestamp());
        }
      }
    }
  }

  /**
   * In records of our own size: what came compressed may be larger than the broker takes from us.
   */
  private void sendOn(ReadingBatch readings, long timestamp) {
    byte[] key = readings.sensor().getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < readings.size(); from += ReadingPublisher.MAX_READINGS) {
      int to = Math.min(readings.size(), from + ReadingPublisher.MAX_READINGS);
      byte[] value = ReadingEncoder.encode(readings.slice(from, to));
      context().forward(new Record<>(key, value, timestamp), AggregatorTopology.MISROUTED_SINK);
    }
  }

  private static Reject reject(RecordMetadata at, String sensor, RejectedReading rejected) {
    String reason =
        "%s (sensor %s, element %d)".formatted(rejected.reason(), sensor, rejected.index());
    return new Reject(origin(at), reason, rejected.raw());
  }

  private static Reject.Origin origin(RecordMetadata at) {
    return new Reject.InTopic(at.topic(), at.partition(), at.offset());
  }

  private void reject(Reject reject, long timestamp) {
    byte[] key = reject.origin().source().getBytes(StandardCharsets.UTF_8);
    context()
        .forward(
            new Record<>(key, RejectEncoder.encode(reject), timestamp),
            AggregatorTopology.REJECTS_SINK);
  }

  private void forward(OpenQuarter quarter, Emission emission) {
    byte[] key = quarter.key().sensor().getBytes(StandardCharsets.UTF_8);
    int partition = context().taskId().partition();
    emission
        .windows()
        .forEach(
            (rung, windows) -> {
              var batch =
                  new AggregateBatch(
                      quarter.key().sensor(),
                      rung,
                      quarter.start(),
                      partition,
                      generation,
                      quarter.opened(),
                      quarter.upTo(),
                      windows);
              context()
                  .forward(
                      new Record<>(
                          key, AggregateCodec.encode(batch), context().currentSystemTimeMs()),
                      AggregatorTopology.aggregatesSink(rung));
            });
  }

  private ProcessorContext<byte[], byte[]> context() {
    return Objects.requireNonNull(context, "init comes first");
  }

  private OpenQuarters quarters() {
    return Objects.requireNonNull(quarters, "init comes first");
  }
}
