package dev.gridpulse.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of the aggregate topics. */
public final class AggregateCodec {
  /** The last time that every reader can hold: the end of the year 9999. */
  private static final long MAX_TIME = 253_402_300_799_999L;

  /** As a rule. */
  private static final int BYTES_OF_HEAD = 160;

  private static final int BYTES_PER_WINDOW = 160;

  private AggregateCodec() {}

  public static byte[] encode(AggregateBatch batch) {
    JsonBytes json =
        new JsonBytes(BYTES_OF_HEAD + BYTES_PER_WINDOW * batch.aggregates().size())
            .raw("{\"sensor\":")
            .text(batch.sensor())
            .raw(",\"resolution\":\"")
            .raw(batch.rung().label())
            .raw("\",\"quarter\":")
            .number(batch.quarter())
            .raw(",\"partition\":")
            .number(batch.partition())
            .raw(",\"generation\":")
            .number(batch.generation())
            .raw(",\"opened\":")
            .number(batch.opened())
            .raw(",\"upTo\":")
            .number(batch.upTo())
            .raw(",\"aggregates\":[");
    boolean first = true;
    for (Aggregate aggregate : batch.aggregates()) {
      json.raw(first ? "{\"start\":" : ",{\"start\":")
          .number(aggregate.start())
          .raw(",\"count\":")
          .number(aggregate.count())
          .raw(",\"mean\":")
          .number(aggregate.mean())
          .raw(",\"median\":")
          .number(aggregate.median())
          .raw(",\"min\":")
          .number(aggregate.min())
          .raw(",\"max\":")
          .number(aggregate.max())
          .raw(",\"digest\":")
          .number(aggregate.digest())
          .raw('}');
      first = false;
    }
    return json.raw("]}").toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote; unknown fields are passed over.
   *
   * @throws MalformedJson when it is anything else
   */
  public static AggregateBatch decode(byte @Nullable [] value) throws MalformedJson {
    if (value == null) {
      throw new MalformedJson("the record has no value");
    }
    AggregateBatch batch = PlainAggregates.read(value);
    return checked(batch == null ? parse(value) : batch);
  }

  /** Without the short cut. */
  static AggregateBatch parse(byte[] value) throws MalformedJson {
    try (JsonParser json = Json.parser(value)) {
      Fields fields = new Fields();
      Json.readObject(json, name -> fields.read(name, json));
      return fields.batch();
    } catch (JsonProcessingException e) {
      throw new MalformedJson(Json.reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AggregateBatch checked(AggregateBatch batch) throws MalformedJson {
    long quarter = batch.quarter();
    if (quarter < 0 || quarter > MAX_TIME || Rung.QUARTER_HOUR.windowStart(quarter) != quarter) {
      throw new MalformedJson("\"quarter\" is no start of a quarter-hour");
    }
    if (batch.upTo() < batch.opened()) {
      throw new MalformedJson("\"upTo\" is less than \"opened\"");
    }
    long least = quarter;
    for (Aggregate aggregate : batch.aggregates()) {
      long start = aggregate.start();
      if (start < least
          || start >= quarter + Rung.QUARTER_HOUR.millis()
          || batch.rung().windowStart(start) != start) {
        throw new MalformedJson(
            "\"start\" is no start of a window of that quarter-hour, or not in order");
      }
      least = start + batch.rung().millis();
    }
    return batch;
  }

  private static final class Fields {
    private @Nullable String sensor;
    private @Nullable Rung rung;
    private @Nullable Long quarter;
    private @Nullable Integer partition;
    private int generation;
    private @Nullable Long opened;
    private @Nullable Long upTo;
    private @Nullable List<Aggregate> aggregates;

    void read(String name, JsonParser json) throws IOException, MalformedJson {
      switch (name) {
        case "sensor" -> sensor = sensor(json);
        case "resolution" -> rung = rung(json);
        case "quarter" -> quarter = Json.wholeNumber(name, json);
        case "partition" -> partition = natural(name, json);
        case "generation" -> generation = natural(name, json);
        case "opened" -> opened = offset(name, json);
        case "upTo" -> upTo = offset(name, json);
        case "aggregates" -> aggregates = aggregates(json);
        default -> json.skipChildren();
      }
    }

    AggregateBatch batch() throws MalformedJson {
      if (sensor == null
          || rung == null
          || quarter == null
          || partition == null
          || opened == null
          || upTo == null
          || aggregates == null) {
        throw new MalformedJson(
            "one of \"sensor\", \"resolution\", \"quarter\", \"partition\", \"opened\","
                + " \"upTo\", \"aggregates\" is missing");
      }
      return new AggregateBatch(
          sensor, rung, quarter, partition, generation, opened, upTo, aggregates);
    }

    private static String sensor(JsonParser json) throws IOException, MalformedJson {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        throw new MalformedJson("\"sensor\" is not a text");
      }
      String name = json.getText();
      String problem = SensorName.problem(name).orElse(null);
      if (problem != null) {
        throw new MalformedJson(problem);
      }
      return name;
    }

    private static Rung rung(JsonParser json) throws IOException, MalformedJson {
      try {
        return Rung.ofLabel(json.getText());
      } catch (IllegalArgumentException e) {
        throw new MalformedJson("\"resolution\" is none of 5s, 1m, 15m");
      }
    }

    private static List<Aggregate> aggregates(JsonParser json) throws IOException, MalformedJson {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        throw new MalformedJson("\"aggregates\" is not an array of windows");
      }
      List<Aggregate> aggregates = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
          throw new MalformedJson("\"aggregates\" is not an array of windows");
        }
        Window window = new Window();
        Json.readFields(json, name -> window.read(name, json));
        aggregates.add(window.aggregate());
      }
      return aggregates;
    }
  }

  private static long offset(String field, JsonParser json) throws IOException, MalformedJson {
    long number = Json.wholeNumber(field, json);
    if (number < 0) {
      throw new MalformedJson("\"" + field + "\" is negative");
    }
    return number;
  }

  private static int natural(String field, JsonParser json) throws IOException, MalformedJson {
    long number = Json.wholeNumber(field, json);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new MalformedJson("\"" + field + "\" is not between 0 and 2^31 - 1");
    }
    return (int) number;
  }

  private static final class Window {
    private @Nullable Long start;
    private @Nullable Integer count;
    private @Nullable Double mean;
    private @Nullable Double median;
    private @Nullable Double min;
    private @Nullable Double max;
    private @Nullable Long digest;

    void read(String name, JsonParser json) throws IOException, MalformedJson {
      switch (name) {
        case "start" -> start = Json.wholeNumber(name, json);
        case "count" -> count = natural(name, json);
        case "mean" -> mean = Json.finiteNumber(name, json);
        case "median" -> median = Json.finiteNumber(name, json);
        case "min" -> min = Json.finiteNumber(name, json);
        case "max" -> max = Json.finiteNumber(name, json);
        case "digest" -> digest = Json.wholeNumber(name, json);
        default -> json.skipChildren();
      }
    }

    Aggregate aggregate() throws MalformedJson {
      if (start == null
          || count == null
          || mean == null
          || median == null
          || min == null
          || max == null
          || digest == null) {
        throw new MalformedJson(
            "one of \"start\", \"count\", \"mean\", \"median\", \"min\", \"max\","
                + " \"digest\" is missing");
      }
      if (count == 0) {
        throw new MalformedJson("a window without readings");
      }
      return new Aggregate(start, count, mean, median, min, max, digest);
    }
  }
}
