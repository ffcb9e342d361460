package dev.gridpulse.aggregator;

import static dev.gridpulse.aggregator.Series.SECOND;
import static dev.gridpulse.aggregator.Series.T0;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Readings through the real broker into the real database, judged by the oracle. */
class AggregatorTest {
  @AutoClose private static final TestAggregator AGGREGATOR = TestAggregator.start(1_000);

  private final SentReadings sent = AGGREGATOR.sending();
  private final Random random = Seeds.random("AggregatorTest");

  @Test
  void goesOnWhereItStoppedAfterRestarts() throws Exception {
    List<ReadingBatch> all = Series.everySecond("restarted", T0, 3 * 3600, 20, random);
    for (int part = 0; part < 3; part++) {
      long before = part == 0 ? 0 : sent.logged("restarted");
      all.subList(part * all.size() / 3, (part + 1) * all.size() / 3).forEach(sent::send);
      if (part < 2) {
        await("something of this part is stored")
            .atMost(TestAggregator.PATIENCE)
            .until(() -> sent.logged("restarted") > before);
        AGGREGATOR.restart();
      }
    }

    sent.awaitNoDifferences();
    assertThat(sent.logged("restarted")).isEqualTo(3 * 3600);
  }

  @Test
  void storesTheLastWindowsOfASensorThatFallsSilent() throws Exception {
    sent.send(Series.batch("silent", T0, 7, SECOND, random));
    sent.awaitNoDifferences();

    sent.send(Series.batch("silent", T0 + 7 * SECOND, 7, SECOND, random));

    // From the broker's acknowledgement on; nothing comes that passes the windows' ends.
    sent.awaitNoDifferences(Duration.ofSeconds(10));
    assertThat(sent.stored("silent")).isEqualTo(14);
  }

  @Test
  void registersAnUnknownSensorByItsFirstReadingAndTakesEntriesFromOthers() throws Exception {
    sent.send(Series.reading("home", T0, 1));
    register(
        "home",
        """
        {"name":"home","uuid":"9c1caaf7-5e87-46ed-88da-f4016b4013ef","unit":"kW","kind":"power",
         "interval":"30s","timeZone":"Europe/Berlin","asset":"Street 1","signalId":"427038",
         "location":{"latitude":47.5,"longitude":8.25},"owner":"ann","partnerConsent":true,
         "colour":"green"}
        """);
    register("usurper", "{\"name\":\"usurper\",\"uuid\":\"9c1caaf7-5e87-46ed-88da-f4016b4013ef\"}");
    register("broken", "{\"name\":\"broken\",\"kind\":\"banana\"}");
    register("last", "{\"name\":\"last\"}");
    sent.send(Series.reading("home", T0 + SECOND, 2));

    await("the last entry is stored")
        .atMost(TestAggregator.PATIENCE)
        .until(() -> AGGREGATOR.number("SELECT count(*) FROM sensor WHERE name = 'last'") == 1);
    sent.awaitNoDifferences();
    assertThat(
            AGGREGATOR.row(
                """
                SELECT uuid, unit, kind, sampling_interval, time_zone, asset, signal_id, latitude,
                       longitude, owner, partner_consent
                FROM sensor WHERE name = 'home'
                """))
        .containsExactly(
            "9c1caaf7-5e87-46ed-88da-f4016b4013ef",
            "kW",
            "power",
            "00:00:30",
            "Europe/Berlin",
            "Street 1",
            "427038",
            "47.5",
            "8.25",
            "ann",
            "t");
    assertThat(AGGREGATOR.number("SELECT count(*) FROM sensor WHERE name IN ('usurper', 'broken')"))
        .isZero();
    assertThat(AGGREGATOR.rejects())
        .satisfiesExactly(
            usurper -> {
              assertThat(usurper.source()).isEqualTo("gridpulse.sensors");
              assertThat(usurper.reason()).contains("belongs to sensor");
            },
            broken -> assertThat(broken.reason()).contains("kind", "banana"));
  }

  private void register(String key, String entry) {
    var _ = sent.sendRaw(Topics.SENSORS, key, entry.getBytes(UTF_8));
  }
}
