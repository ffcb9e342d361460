package dev.gridpulse.aggregator;

import static dev.gridpulse.aggregator.Series.SECOND;
import static dev.gridpulse.aggregator.Series.T0;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.aggregator.StoredReject.Place;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Seeds;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is no reading is rejected where it stands, and moves nothing else. */
class PoisonTest {
  @AutoClose private static final TestAggregator AGGREGATOR = TestAggregator.start(100_000);

  private static final String YEAR_1900 = "-2208988800000";
  private static final String YEAR_2100 = "4102444800000";

  private final SentReadings sent = AGGREGATOR.sending();
  private final Random random = Seeds.random("PoisonTest");

  /** The rejects of the tests before this one. */
  private final int before = AGGREGATOR.rejects().size();

  private final List<Expected> expected = new ArrayList<>();
  private long next = T0;

  /** How many readings were offered; a record of which nothing can be read counts as one. */
  private long offered;

  /**
   * A reject that must come.
   *
   * @param reason what it must say among other things
   */
  private record Expected(Place place, String reason) {
    boolean matches(StoredReject reject) {
      return reject.place().equals(place)
          && reject.source().equals(place.topic())
          && reject.reason().contains(reason);
    }
  }

  @Test
  void rejectsPoisonWithItsPlaceAndStoresItsNeighbours() throws Exception {
    refused("not JSON", "nonsense");
    refused("not JSON", "{\"sensor\":\"home\",\"readings\":[[1,");
    refused("not JSON", bytes("{\"sensor\":\"h\u00f6me\",\"readings\":[]}", ISO_8859_1));
    refused("not a JSON object", "");
    refused("the record has no value", (byte @Nullable []) null);
    refused("not a JSON object", "[[%d,1]]");
    refused("text behind the JSON object", "{\"sensor\":\"home\",\"readings\":[[%d,1]]}{}");
    refused("Duplicate field 'sensor'", "{\"sensor\":\"home\",\"sensor\":\"home\"}");
    refused("no field \"sensor\"", "{\"readings\":[[%d,1]]}");
    refused("no field \"readings\"", "{\"sensor\":\"home\"}");
    refused("\"sensor\" is not a text", "{\"sensor\":7,\"readings\":[[%d,1]]}");
    refused("the sensor's name is empty", "{\"sensor\":\"\",\"readings\":[[%d,1]]}");
    refused("control character", "{\"sensor\":\"ho\\u0000me\",\"readings\":[[%d,1]]}");
    refused("half a surrogate pair", "{\"sensor\":\"ho\\ud800me\",\"readings\":[[%d,1]]}");
    refused("\"readings\" is not an array", "{\"sensor\":\"home\",\"readings\":{\"%d\":1}}");

    amongNeighbours("not a pair [ts, value]", "null");
    amongNeighbours("not a pair [ts, value]", "[%d]");
    amongNeighbours("not a pair [ts, value]", "[%d,1,2]");
    amongNeighbours("ts is not a whole number", "[\"%d\",1]");
    amongNeighbours("ts is not a whole number", "[%d.5,1]");
    amongNeighbours("ts is not a whole number", "[99999999999999999999,1]");
    amongNeighbours("ts is before 1970", "[" + YEAR_1900 + ",1]");
    amongNeighbours("ts is more than a day after", "[" + YEAR_2100 + ",1]");
    amongNeighbours("value is not a number", "[%d,\"1\"]");
    amongNeighbours("value is not a number", "[%d,null]");
    amongNeighbours("value is not a number", "[%d,{\"v\":1}]");
    amongNeighbours("value is not finite", "[%d,NaN]");
    amongNeighbours("value is not finite", "[%d,Infinity]");
    amongNeighbours("value is not finite", "[%d,-Infinity]");
    amongNeighbours("value is not finite", "[%d,1e999]");
    amongNeighbours("value is beyond", "[%d,-1e101]");
    amongNeighbours("value is within", "[%d,1e-300]");
    amongNeighbours("value is not finite", "[%d,NaN],[%d,Infinity],[%d,-Infinity]", 3);
    long superseded = sendCorrections("home");

    sent.awaitNoDifferences();
    assertRejectedExactly(expected);
    assertAddsUp("home", superseded);
  }

  @Test
  void rejectsARecordOfFiveMegabytes() throws Exception {
    neighbour("large");
    // It reaches the broker compressed, which measures it so.
    String value =
        "{\"sensor\":\"large\",\"padding\":\"%s\",\"readings\":[[%d,1]]}"
            .formatted(" ".repeat(5 << 20), T0);
    Place place = Place.of(sent.sendRaw(Topics.READINGS, "large", bytes(value, UTF_8)));
    offered++;
    neighbour("large");

    sent.awaitNoDifferences();
    assertRejectedExactly(List.of(new Expected(place, "more than 1048576 are not read")));
    assertThat(AGGREGATOR.rejects().getLast().raw()).hasSize(Reject.MAX_RAW_BYTES);
    assertAddsUp("large", 0);
  }

  /** Sends a record that is to be refused whole, in which %d stands for a good time. */
  private void refused(String reason, String value) {
    refused(reason, bytes(value.replace("%d", Long.toString(next)), UTF_8));
  }

  private void refused(String reason, byte @Nullable [] value) {
    neighbour("home");
    Place place = Place.of(sent.sendRaw(Topics.READINGS, "home", value));
    expected.add(new Expected(place, reason));
    offered++;
    neighbour("home");
  }

  /** Sends a record whose second element is bad, in which %d stands for a good time. */
  private void amongNeighbours(String reason, String element) {
    amongNeighbours(reason, element, 1);
  }

  private void amongNeighbours(String reason, String elements, int bad) {
    ReadingBatch good = Series.batch("home", next, 2, 2L * SECOND, random);
    String value =
        "{\"sensor\":\"home\",\"readings\":[[%d,%s],%s,[%d,%s]]}"
            .formatted(
                good.timestamp(0),
                good.value(0),
                elements.replace("%d", Long.toString(next + SECOND)),
                good.timestamp(1),
                good.value(1));
    next += 3 * SECOND;
    Place place = Place.of(sent.sendRaw(Topics.READINGS, "home", bytes(value, UTF_8), good));
    for (int element = 1; element <= bad; element++) {
      expected.add(new Expected(place, reason));
    }
    offered += good.size() + bad;
  }

  private static byte[] bytes(String text, Charset charset) {
    return text.getBytes(charset);
  }

  private void neighbour(String sensor) {
    sent.send(Series.reading(sensor, next, Series.value(random)));
    next += SECOND;
    offered++;
  }

  /** Answers how many readings take the place of others. */
  private int sendCorrections(String sensor) {
    for (int i = 0; i < 10; i++) {
      // The first of each test's readings: a neighbour, whatever is sent.
      sent.send(Series.reading(sensor, T0, i));
      offered++;
    }
    return 10;
  }

  /** All of one partition, so that they come in the order in which they were sent. */
  private void assertRejectedExactly(List<Expected> all) {
    List<StoredReject> rejects = AGGREGATOR.rejects();
    assertThat(rejects.subList(before, rejects.size()))
        .zipSatisfy(
            all,
            (reject, wanted) -> assertThat(reject).matches(wanted::matches, wanted.toString()));
  }

  /** sent = accepted + rejected, accepted = stored + superseded; and there is nothing else. */
  private void assertAddsUp(String sensor, long superseded) throws Exception {
    long accepted = sent.logged(sensor);
    int rejected = AGGREGATOR.rejects().size() - before;
    assertThat(accepted).isEqualTo(sent.size());
    assertThat(accepted + rejected).isEqualTo(offered);
    assertThat(sent.stored(sensor)).isEqualTo(accepted - superseded);
    assertThat(AGGREGATOR.number("SELECT count(*) FROM sensor WHERE name NOT IN ('home', 'large')"))
        .isZero();
  }
}
