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
  private AggregateCodec() {}

  public static byte[] encode(AggregateBatch batch) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("sensor", batch.sensor());
          json.writeStringField("resolution", batch.rung().label());
          json.writeNumberField("quarter", batch.quarter());
          json.writeNumberField("partition", batch.partition());
          json.writeNumberField("opened", batch.opened());
          json.writeNumberField("upTo", batch.upTo());
          json.writeArrayFieldStart("aggregates");
          for (Aggregate aggregate : batch.aggregates()) {
            json.writeStartObject();
            json.writeNumberField("start", aggregate.start());
            json.writeNumberField("count", aggregate.count());
            json.writeNumberField("mean", aggregate.mean());
            json.writeNumberField("median", aggregate.median());
            json.writeNumberField("min", aggregate.min());
            json.writeNumberField("max", aggregate.max());
            json.writeNumberField("digest", aggregate.digest());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
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

  private static final class Fields {
    private @Nullable String sensor;
    private @Nullable Rung rung;
    private long quarter;
    private int partition = -1;
    private long opened = -1;
    private long upTo = -1;
    private final List<Aggregate> aggregates = new ArrayList<>();

    void read(String name, JsonParser json) throws IOException, MalformedJson {
      switch (name) {
        case "sensor" -> sensor = json.getText();
        case "resolution" -> {
          try {
            rung = Rung.ofLabel(json.getText());
          } catch (IllegalArgumentException e) {
            throw new MalformedJson("\"resolution\" is no rung: " + json.getText());
          }
        }
        case "quarter" -> quarter = json.getLongValue();
        case "partition" -> partition = json.getIntValue();
        case "opened" -> opened = json.getLongValue();
        case "upTo" -> upTo = json.getLongValue();
        case "aggregates" -> {
          if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new MalformedJson("\"aggregates\" is not an array");
          }
          while (json.nextToken() == JsonToken.START_OBJECT) {
            aggregates.add(readAggregate(json));
          }
        }
        default -> json.skipChildren();
      }
    }

    AggregateBatch batch() throws MalformedJson {
      if (sensor == null || rung == null || partition < 0 || opened < 0 || upTo < 0) {
        throw new MalformedJson(
            "one of \"sensor\", \"resolution\", \"partition\", \"opened\", \"upTo\" is missing");
      }
      return new AggregateBatch(sensor, rung, quarter, partition, opened, upTo, aggregates);
    }

    private static Aggregate readAggregate(JsonParser json) throws IOException, MalformedJson {
      Window window = new Window();
      Json.readFields(json, name -> window.read(name, json));
      if (window.count < 1) {
        throw new MalformedJson("a window without a count");
      }
      return new Aggregate(
          window.start,
          window.count,
          window.mean,
          window.median,
          window.min,
          window.max,
          window.digest);
    }
  }

  private static final class Window {
    private long start;
    private int count;
    private double mean;
    private double median;
    private double min;
    private double max;
    private long digest;

    void read(String name, JsonParser json) throws IOException {
      switch (name) {
        case "start" -> start = json.getLongValue();
        case "count" -> count = json.getIntValue();
        case "mean" -> mean = json.getDoubleValue();
        case "median" -> median = json.getDoubleValue();
        case "min" -> min = json.getDoubleValue();
        case "max" -> max = json.getDoubleValue();
        case "digest" -> digest = json.getLongValue();
        default -> json.skipChildren();
      }
    }
  }
}
