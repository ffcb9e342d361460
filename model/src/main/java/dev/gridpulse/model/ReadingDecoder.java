package dev.gridpulse.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one decoder of {@link Topics#READINGS}. Everything that reads the topic goes through it, so
 * that all of them accept the same readings. A record is read whole before anything of it counts.
 * One instance belongs to one thread.
 */
public final class ReadingDecoder {
  /** The largest absolute value accepted, so that no sum of a window can overflow. */
  public static final double MAX_VALUE = 1e100;

  /**
   * The smallest absolute value accepted besides 0: below it a mean may underflow, which the
   * database refuses to compute.
   */
  public static final double MIN_VALUE = 1e-290;

  /** How far a reading may lie ahead of the append time of its record, in milliseconds. */
  public static final long MAX_AHEAD_MS = Duration.ofDays(1).toMillis();

  /** The largest record that is read, in bytes: what one record may cost is bounded by it. */
  public static final int MAX_BYTES = 1 << 20;

  /** So many bad elements of a record are told one by one, the others are only counted. */
  public static final int MAX_REJECTED = 1000;

  private static final String NOT_A_PAIR = "not a pair [ts, value]";

  private final @Nullable PlainReadings plain;
  private long[] timestamps = new long[512];
  private double[] values = new double[512];
  private int size;
  private List<RejectedReading> rejected = List.of();
  private int unlisted;
  private boolean hasReadings;
  private @Nullable String sensor;

  public ReadingDecoder() {
    this(true);
  }

  /**
   * @param shortCut whether records as we write them ourselves take the short cut, which changes
   *     nothing but the time it takes
   */
  ReadingDecoder(boolean shortCut) {
    plain = shortCut ? new PlainReadings() : null;
  }

  /**
   * Decodes one record.
   *
   * @param value the record's value, null for a tombstone
   * @param appendTime the record's timestamp as the broker set it, milliseconds since the epoch
   */
  public DecodedReadings decode(byte @Nullable [] value, long appendTime) {
    if (value == null) {
      return new DecodedReadings.Refused("the record has no value");
    }
    if (value.length > MAX_BYTES) {
      return new DecodedReadings.Refused(
          "the record has %d bytes, and more than %d are not read: send its readings in several"
              .formatted(value.length, MAX_BYTES));
    }
    ReadingBatch read = plain == null ? null : plain.read(value, appendTime);
    return read == null
        ? parse(value, appendTime)
        : new DecodedReadings.Accepted(read, List.of(), 0);
  }

  private DecodedReadings parse(byte[] value, long appendTime) {
    size = 0;
    rejected = List.of();
    unlisted = 0;
    hasReadings = false;
    sensor = null;
    try (JsonParser json = Json.parser(value)) {
      Json.readObject(json, field -> readField(json, field, value, appendTime));
      return accepted();
    } catch (MalformedJson e) {
      return new DecodedReadings.Refused(e.reason());
    } catch (JsonProcessingException e) {
      return new DecodedReadings.Refused(Json.reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DecodedReadings accepted() throws MalformedJson {
    if (sensor == null) {
      throw new MalformedJson("no field \"sensor\"");
    }
    if (!hasReadings) {
      throw new MalformedJson("no field \"readings\"");
    }
    return new DecodedReadings.Accepted(
        ReadingBatch.of(sensor, timestamps, values, size), rejected, unlisted);
  }

  private void readField(JsonParser json, String field, byte[] source, long appendTime)
      throws IOException, MalformedJson {
    switch (field) {
      case "sensor" -> {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
          throw new MalformedJson("\"sensor\" is not a text");
        }
        String name = json.getText();
        String problem = SensorName.problem(name).orElse(null);
        if (problem != null) {
          throw new MalformedJson(problem);
        }
        sensor = name;
      }
      case "readings" -> {
        if (json.currentToken() != JsonToken.START_ARRAY) {
          throw new MalformedJson("\"readings\" is not an array of [ts, value]");
        }
        hasReadings = true;
        for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
          readElement(json, index, source, appendTime);
        }
      }
      default -> json.skipChildren();
    }
  }

  private void readElement(JsonParser json, int index, byte[] source, long appendTime)
      throws IOException {
    long from = json.currentTokenLocation().getByteOffset();
    String problem = readPair(json, appendTime);
    if (problem == null) {
      return;
    }
    json.finishToken();
    if (rejected.size() == MAX_REJECTED) {
      unlisted++;
      return;
    }
    long to = json.currentLocation().getByteOffset();
    if (rejected.isEmpty()) {
      rejected = new ArrayList<>();
    }
    String raw = new String(source, (int) from, (int) (to - from), StandardCharsets.UTF_8);
    rejected.add(new RejectedReading(index, problem, raw));
  }

  /** Reads up to the element's end and stores the pair; answers what is wrong with it, or null. */
  private @Nullable String readPair(JsonParser json, long appendTime) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return NOT_A_PAIR;
    }
    long timestamp = 0;
    double value = 0;
    String problem = null;
    int position = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken(), position++) {
      if (position == 0) {
        if (token == JsonToken.VALUE_NUMBER_INT
            && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
          timestamp = json.getLongValue();
        } else {
          problem = "ts is not a whole number of milliseconds";
        }
      } else if (position == 1) {
        if (token.isNumeric()) {
          value = json.getDoubleValue();
        } else if (problem == null) {
          problem = "value is not a number";
        }
      }
      json.skipChildren();
    }
    if (position != 2) {
      return NOT_A_PAIR;
    }
    if (problem == null) {
      problem = outOfRange(timestamp, value, appendTime);
    }
    if (problem == null) {
      add(timestamp, value);
    }
    return problem;
  }

  /** What is wrong with a reading of a record that was written then, or null. */
  static @Nullable String outOfRange(long timestamp, double value, long appendTime) {
    if (!Double.isFinite(value)) {
      return "value is not finite";
    }
    if (Math.abs(value) > MAX_VALUE) {
      return "value is beyond ±1e100";
    }
    if (value != 0 && Math.abs(value) < MIN_VALUE) {
      return "value is within ±1e-290 and not 0";
    }
    if (timestamp < 0) {
      return "ts is before 1970";
    }
    if (timestamp - MAX_AHEAD_MS > appendTime) {
      return "ts is more than a day after the record was written";
    }
    return null;
  }

  private void add(long timestamp, double value) {
    if (size == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    timestamps[size] = timestamp;
    values[size] = value;
    size++;
  }
}
