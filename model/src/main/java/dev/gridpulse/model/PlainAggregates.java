package dev.gridpulse.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The short cut for records of windows: all fields in the order of {@link AggregateCodec}. */
final class PlainAggregates {
  private static final byte[] SENSOR = "{\"sensor\":\"".getBytes(US_ASCII);
  private static final byte[] RESOLUTION = ",\"resolution\":\"".getBytes(US_ASCII);
  private static final byte[] QUARTER = "\",\"quarter\":".getBytes(US_ASCII);
  private static final byte[] PARTITION = ",\"partition\":".getBytes(US_ASCII);
  private static final byte[] GENERATION = ",\"generation\":".getBytes(US_ASCII);
  private static final byte[] OPENED = ",\"opened\":".getBytes(US_ASCII);
  private static final byte[] UP_TO = ",\"upTo\":".getBytes(US_ASCII);
  private static final byte[] AGGREGATES = ",\"aggregates\":[".getBytes(US_ASCII);
  private static final byte[] START = "{\"start\":".getBytes(US_ASCII);
  private static final byte[] COUNT = ",\"count\":".getBytes(US_ASCII);
  private static final byte[] MEAN = ",\"mean\":".getBytes(US_ASCII);
  private static final byte[] MEDIAN = ",\"median\":".getBytes(US_ASCII);
  private static final byte[] MIN = ",\"min\":".getBytes(US_ASCII);
  private static final byte[] MAX = ",\"max\":".getBytes(US_ASCII);
  private static final byte[] DIGEST = ",\"digest\":".getBytes(US_ASCII);

  private PlainAggregates() {}

  /** Reads a record; null when it looks different. Whether times fit together is not looked at. */
  static @Nullable AggregateBatch read(byte[] value) {
    PlainJson json = new PlainJson(value);
    String sensor = json.is(SENSOR) ? json.name() : null;
    Rung rung = json.is(RESOLUTION) ? rung(json) : null;
    if (sensor == null || rung == null || !isWhole(json, QUARTER)) {
      return null;
    }
    long quarter = json.whole();
    if (!isNatural(json, PARTITION)) {
      return null;
    }
    int partition = (int) json.whole();
    if (!isNatural(json, GENERATION)) {
      return null;
    }
    int generation = (int) json.whole();
    if (!isWhole(json, OPENED) || json.whole() < 0) {
      return null;
    }
    long opened = json.whole();
    if (!isWhole(json, UP_TO) || json.whole() < 0) {
      return null;
    }
    long upTo = json.whole();
    List<Aggregate> aggregates = json.is(AGGREGATES) ? aggregates(json) : null;
    return aggregates == null || !json.is('}') || !json.atEnd()
        ? null
        : new AggregateBatch(
            sensor, rung, quarter, partition, generation, opened, upTo, aggregates);
  }

  private static @Nullable Rung rung(PlainJson json) {
    for (Rung rung : Rung.values()) {
      if (json.is(rung.label().getBytes(US_ASCII))) {
        return rung;
      }
    }
    return null;
  }

  private static @Nullable List<Aggregate> aggregates(PlainJson json) {
    List<Aggregate> aggregates = new ArrayList<>();
    if (!json.is(']')) {
      do {
        Aggregate aggregate = aggregate(json);
        if (aggregate == null) {
          return null;
        }
        aggregates.add(aggregate);
      } while (json.is(','));
      if (!json.is(']')) {
        return null;
      }
    }
    return aggregates;
  }

  private static @Nullable Aggregate aggregate(PlainJson json) {
    if (!isWhole(json, START)) {
      return null;
    }
    long start = json.whole();
    if (!isNatural(json, COUNT) || json.whole() == 0) {
      return null;
    }
    int count = (int) json.whole();
    double mean = number(json, MEAN);
    double median = number(json, MEDIAN);
    double min = number(json, MIN);
    double max = number(json, MAX);
    return Double.isNaN(mean + median + min + max) || !isWhole(json, DIGEST) || !json.is('}')
        ? null
        : new Aggregate(start, count, mean, median, min, max, json.whole());
  }

  private static boolean isWhole(PlainJson json, byte[] field) {
    return json.is(field) && json.isWhole();
  }

  private static boolean isNatural(PlainJson json, byte[] field) {
    return isWhole(json, field) && json.whole() >= 0 && json.whole() <= Integer.MAX_VALUE;
  }

  private static double number(PlainJson json, byte[] field) {
    return json.is(field) ? json.number() : Double.NaN;
  }
}
