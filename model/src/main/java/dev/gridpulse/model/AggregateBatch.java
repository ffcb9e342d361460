package dev.gridpulse.model;

import java.util.List;
import java.util.Objects;

/**
 * One or more windows of one quarter-hour of one sensor: the content of a record of the aggregate
 * topics. An <em>accumulation</em> is what the aggregator gathered of a quarter-hour since it was
 * opened; it is named by its generation and by the partition and offset of the record that opened
 * it. Offsets mean something only within a log, so a generation ends when a topic is made anew or
 * its log has lost its end.
 *
 * @param sensor the sensor's name
 * @param rung the length of these windows
 * @param quarter start of the quarter-hour, milliseconds since the epoch
 * @param partition the partition of {@link Topics#READINGS} that the readings came from
 * @param generation the generation that the accumulation belongs to, 1 or more; 0 when it is not
 *     known, which is none that goes on
 * @param opened offset of the record that opened this accumulation
 * @param upTo offset of the last record in it
 * @param aggregates the windows, each as it is now, in order of start
 */
public record AggregateBatch(
    String sensor,
    Rung rung,
    long quarter,
    int partition,
    int generation,
    long opened,
    long upTo,
    List<Aggregate> aggregates) {

  public AggregateBatch {
    Objects.requireNonNull(sensor, "sensor");
    Objects.requireNonNull(rung, "rung");
    aggregates = List.copyOf(aggregates);
  }
}
