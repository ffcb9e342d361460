package dev.gridpulse.partner.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.model.Topics;
import dev.gridpulse.partner.Installation;
import dev.gridpulse.simulator.ExportVerifier;
import dev.gridpulse.testing.ExportedMinutes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BERLIN = "Europe/Berlin";
  private static final String METER = "meter \"ä\" 😀";

  @AutoClose private final Installation installation = new Installation();

  @Test
  void saysOfEveryMinuteWhatItsReadingsSayInMonthsWhoseClocksChange() throws Exception {
    installation.sensor("power", BERLIN, "W", "power", true);
    installation.sensor(METER, BERLIN, "kWh", "counter", true);
    installation.sensor("half", "Asia/Kolkata", "kW", "power", true);
    installation.sensor("island", "Australia/Lord_Howe", null, "gauge", true);
    installation.sensor("nowhere", null, "W", "power", true);
    installation.sensor("silent", BERLIN, "W", "power", true);
    installation.sensor("private", BERLIN, "W", "power", false);

    // A day of 23 hours in Berlin.
    fillMonth("2026-03-01", "2026-04-01", "2026-03-29");
    assertEveryMinute("2026-03-01", "2026-04-01", 31 * 24 - 1);
    // One of 25 hours there, and of 23 and a half on Lord Howe.
    fillMonth("2026-10-01", "2026-11-01", "2026-10-25");
    assertEveryMinute("2026-10-01", "2026-11-01", 31 * 24 + 1);
  }

  /**
   * Readings of every sensor, on one day many to a minute.
   *
   * @param dense the day on which clocks change in Berlin
   */
  private void fillMonth(String from, String to, String dense) {
    String begin = LocalDate.parse(from).minusDays(1) + "T12:00:00Z";
    for (String sensor : List.of("power", "half", "island", "nowhere", "private")) {
      installation.readings(sensor, begin, to + "T12:00:00Z", "10 min");
    }
    installation.readings(METER, begin, to + "T12:00:00Z", "15 min");
    for (String sensor : List.of("power", METER)) {
      installation.readings(sensor, dense + "T00:00:00+03:00", dense + "T23:59:59Z", "17 s");
    }
  }

  /**
   * Makes the exports of a month and compares them.
   *
   * @param hours that it has in Berlin
   */
  private void assertEveryMinute(String from, String to, int hours) throws Exception {
    LocalDate date = LocalDate.parse(to);
    List<ExportJob.Made> made = installation.jobAt(date.plusDays(1) + "T00:00:00Z").run(date);

    assertThat(made).hasSize(4).allMatch(ExportJob.Made::sent);
    Map<String, ExportVerifier.Export> exports = new HashMap<>();
    installation.exports().forEach(export -> exports.put(export.id(), export));
    for (ExportJob.Made each : made) {
      ExportVerifier.Export export = exports.get(each.manifest().id());
      assertThat(export).isNotNull().matches(ExportVerifier.Export::isRight);
      ExportedMinutes.Comparison comparison =
          compare(each.manifest().id(), each.manifest().timeZone(), from, to);
      assertThat(comparison.differences()).as(each.manifest().id()).isZero();
      assertThat(comparison.compared()).isEqualTo(each.manifest().expectedMinutes());
      assertThat(each.manifest().sentMinutes()).isPositive();
    }
    ExportVerifier.Export berlin = exports.get(to + "_Europe_Berlin");
    assertThat(berlin).isNotNull();
    assertThat(berlin.zones().keySet()).containsExactly(METER, "power", "silent");
    assertThat(berlin.manifest().path("expectedMinutes").asLong()).isEqualTo(3L * 60 * hours);
    assertThat(exports)
        .hasEntrySatisfying(to + "_UTC", utc -> assertThat(utc.zones()).containsKey("nowhere"));
  }

  private ExportedMinutes.Comparison compare(String id, String zone, String from, String to)
      throws SQLException, IOException {
    try (Connection connection = installation.database().connect()) {
      return ExportedMinutes.compare(
          connection, installation.kafka().bootstrapServers(), id, zone, from, to);
    }
  }

  @Test
  void exportsNothingUnaskedWhenItIsFresh() throws Exception {
    installation.sensor("home", "Europe/Berlin", "W", "power", true);
    TestClock clock = new TestClock("2026-11-22T13:00:00Z");
    ExportJob job = installation.job(clock);

    assertThat(job.due()).isZero();
    assertThat(job.runDue()).isZero();
    clock.set("2026-11-22T22:59:59Z");
    assertThat(job.runDue()).isZero();
    assertThat(installation.records(Topics.PARTNER_EXPORT)).isEmpty();

    clock.set("2026-11-22T23:00:00Z");
    assertThat(job.runDue()).isEqualTo(1);
    assertThat(job.runDue()).isZero();
    assertThat(installation.exports())
        .singleElement()
        .satisfies(
            export -> {
              assertThat(export.id()).isEqualTo("2026-11-23_Europe_Berlin");
              assertThat(export.manifest().at("/period/start").asText())
                  .isEqualTo("2026-10-23T00:00:00+02:00");
              assertThat(export.manifest().at("/period/end").asText())
                  .isEqualTo("2026-11-23T00:00:00+01:00");
              assertThat(export.problems()).isEmpty();
            });
  }

  @Test
  void doesNotCatchUpWithNightsOfWhichNobodyConsented() throws Exception {
    installation.sensor("home", "Europe/Berlin", "W", "power", true);
    TestClock clock = new TestClock("2026-11-01T13:00:00Z");
    ExportJob job = installation.job(clock);
    assertThat(job.runDue()).isZero();
    installation.sql("UPDATE sensor SET partner_consent = false");
    clock.set("2026-11-02T13:00:00Z");
    assertThat(job.runDue()).isZero();

    installation.sql("UPDATE sensor SET partner_consent = true");
    clock.set("2026-11-22T13:00:00Z");
    assertThat(job.runDue()).as("20 nights have passed").isZero();
    clock.set("2026-11-22T23:30:00Z");
    assertThat(job.runDue()).isEqualTo(1);
  }

  @Test
  void catchesUpWithMissedNightsOldestFirst() throws Exception {
    installation.sensor("home", "Europe/Berlin", "W", "power", true);
    installation.sensor("hut", "Asia/Kolkata", "W", "power", true);
    TestClock clock = new TestClock("2026-11-22T13:00:00Z");
    assertThat(installation.job(clock).runDue()).isZero();

    clock.set("2026-11-25T13:00:00Z");
    assertThat(installation.job(clock).runDue()).isEqualTo(6);

    assertThat(installation.exports().stream().map(ExportVerifier.Export::id))
        .containsExactly(
            "2026-11-23_Asia_Kolkata",
            "2026-11-23_Europe_Berlin",
            "2026-11-24_Asia_Kolkata",
            "2026-11-24_Europe_Berlin",
            "2026-11-25_Asia_Kolkata",
            "2026-11-25_Europe_Berlin");
  }

  /** A clock that goes through a year in uneven steps, over both changes of the clocks. */
  @Test
  @Tag("long")
  void makesOneExportForEachMidnightOfAYear() throws Exception {
    String[] zones = {"Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"};
    for (String zone : zones) {
      installation.sensor(zone, zone, "W", "power", true);
    }
    Instant since = Instant.parse("2026-01-01T11:00:00Z");
    Instant end = Instant.parse("2027-01-01T11:00:00Z");
    TestClock clock = new TestClock(since.toString());
    ExportJob job = installation.job(clock);
    int made = job.runDue();
    for (Instant now = since; now.isBefore(end); now = now.plus(Duration.ofHours(77))) {
      clock.set(now.toString());
      made += job.runDue();
    }
    clock.set(end.toString());
    made += job.runDue();

    assertThat(made).isEqualTo(3 * 365);
    List<String> expected = new ArrayList<>();
    for (String zone : zones) {
      LocalDate.parse("2026-01-02")
          .datesUntil(LocalDate.parse("2027-01-02"))
          .forEach(date -> expected.add(date + "_" + zone.replace('/', '_')));
    }
    assertThat(installation.exports())
        .allMatch(ExportVerifier.Export::isRight)
        .extracting(ExportVerifier.Export::id)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void carriesAmendedDaysWithAHigherRevision() throws Exception {
    installation.sensor("home", "UTC", "W", "power", true);
    installation.readings("home", "2026-09-20T00:00:00Z", "2026-11-04T00:00:00Z", "10 min");
    ExportJob job = installation.jobAt("2026-11-10T00:00:00Z");
    var _ = job.run(LocalDate.parse("2026-11-01"));

    installation.readings("home", "2026-10-01T12:00:00Z", "2026-10-01T13:00:00Z", "1 min");
    installation.readings("home", "2026-10-20T12:00:00Z", "2026-10-20T13:00:00Z", "1 min");
    ExportJob.Made next = job.run(LocalDate.parse("2026-11-03")).getFirst();

    assertThat(next.manifest().amendedDays()).isEqualTo(2);
    // The month from 3 October, and before it the day that had been sent otherwise.
    assertThat(next.manifest().days()).isEqualTo(31 + 1);
    assertThat(revisions("2026-11-03_UTC"))
        .contains("2026-10-01:2", "2026-10-20:2", "2026-10-21:1", "2026-11-02:1")
        .doesNotContain("2026-10-02:1", "2026-09-30:1");
    assertThat(installation.exports()).allMatch(ExportVerifier.Export::isRight);

    ExportJob.Made quiet = job.run(LocalDate.parse("2026-11-04")).getFirst();
    assertThat(quiet.manifest().amendedDays()).isZero();
    assertThat(revisions("2026-11-04_UTC")).contains("2026-10-20:2").doesNotContain("2026-10-01:2");
  }

  @Test
  void makesAnExportAnewOnlyWhenDataHaveChanged() throws Exception {
    installation.sensor("home", "UTC", "W", "power", true);
    installation.readings("home", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", "10 min");
    ExportJob job = installation.jobAt("2026-11-10T00:00:00Z");
    ExportJob.Made first = job.run(LocalDate.parse("2026-11-01")).getFirst();

    ExportJob.Made same = job.run(LocalDate.parse("2026-11-01")).getFirst();
    assertThat(same.sent()).isFalse();
    assertThat(same.manifest()).isEqualTo(first.manifest());
    assertThat(installation.exports()).hasSize(1);

    installation.readings("home", "2026-10-20T12:00:00Z", "2026-10-20T13:00:00Z", "1 min");
    ExportJob.Made changed = job.run(LocalDate.parse("2026-11-01")).getFirst();
    assertThat(changed.sent()).isTrue();
    assertThat(changed.manifest().id()).isEqualTo("2026-11-01_UTC_r2");
    assertThat(changed.manifest().revision()).isEqualTo(2);
    assertThat(changed.manifest().amendedDays()).isEqualTo(1);
    assertThat(installation.exports()).hasSize(2).allMatch(ExportVerifier.Export::isRight);
  }

  /** They are not of its month, so they do not make it another one. */
  @Test
  void doesNotMakeAnExportAnewForTheDaysThatItAmended() throws Exception {
    installation.sensor("home", "UTC", "W", "power", true);
    installation.readings("home", "2026-10-01T00:00:00Z", "2026-11-03T00:00:00Z", "10 min");
    ExportJob job = installation.jobAt("2026-11-10T00:00:00Z");
    var _ = job.run(LocalDate.parse("2026-11-01"));
    installation.readings("home", "2026-10-01T12:00:00Z", "2026-10-01T13:00:00Z", "1 min");
    ExportJob.Made amending = job.run(LocalDate.parse("2026-11-03")).getFirst();
    assertThat(amending.manifest().amendedDays()).isEqualTo(1);

    ExportJob.Made same = job.run(LocalDate.parse("2026-11-03")).getFirst();

    assertThat(same.sent()).isFalse();
    assertThat(same.manifest()).isEqualTo(amending.manifest());
    assertThat(installation.exports()).hasSize(2);

    // Known from the topic alone, too.
    installation.sql("DELETE FROM partner_export", "DELETE FROM partner_position");
    assertThat(job.run(LocalDate.parse("2026-11-03")).getFirst().sent()).isFalse();
  }

  /** Windows of a quarter-hour and of a minute are stored one after the other, and not together. */
  @Test
  void amendsADayWhoseMinutesCameAfterItsQuarterHours() throws Exception {
    installation.sensor("home", "UTC", "W", "power", true);
    installation.readings("home", "2026-10-01T00:00:00Z", "2026-11-02T00:00:00Z", "10 min");
    installation.sql("CREATE TABLE earlier AS TABLE aggregate_1m");
    installation.readings("home", "2026-10-01T12:00:00Z", "2026-10-01T13:00:00Z", "1 min");
    installation.sql("DELETE FROM aggregate_1m", "INSERT INTO aggregate_1m TABLE earlier");
    ExportJob job = installation.jobAt("2026-11-10T00:00:00Z");
    var _ = job.run(LocalDate.parse("2026-11-01"));
    installation.aggregate("home");

    var _ = job.run(LocalDate.parse("2026-11-02"));

    assertThat(revisions("2026-11-02_UTC")).contains("2026-10-01:2", "2026-10-02:1");
  }

  @Test
  void knowsWhatItSentWhenTheDatabaseIsRestored() throws Exception {
    installation.sensor("home", "UTC", "W", "power", true);
    installation.readings("home", "2026-10-20T00:00:00Z", "2026-11-20T00:00:00Z", "10 min");
    TestClock clock = new TestClock("2026-11-19T13:00:00Z");
    assertThat(installation.job(clock).runDue()).isZero();
    installation.database().backUp();
    clock.set("2026-11-22T13:00:00Z");
    assertThat(installation.job(clock).runDue()).isEqualTo(3);

    installation.database().restore();
    assertThat(installation.query("SELECT count(*) FROM partner_export")).isEqualTo("0");
    clock.set("2026-11-23T13:00:00Z");
    assertThat(installation.job(clock).runDue()).isEqualTo(1);

    assertThat(installation.exports().stream().map(ExportVerifier.Export::id))
        .containsExactly("2026-11-20_UTC", "2026-11-21_UTC", "2026-11-22_UTC", "2026-11-23_UTC");
    assertThat(installation.query("SELECT count(*) FROM partner_export")).isEqualTo("4");
    assertThat(installation.query("SELECT max(revision) FROM partner_day")).isEqualTo("1");
  }

  @Test
  void refusesWhatCannotBe() {
    ExportJob job = installation.jobAt("2026-11-22T13:00:00Z");
    assertThatThrownBy(() -> job.run(LocalDate.parse("2026-11-01")))
        .isInstanceOf(ExportRefused.class)
        .hasMessageContaining("partnerConsent");

    installation.sensor("home", "UTC", "W", "power", true);
    assertThatThrownBy(() -> job.run(LocalDate.parse("2026-11-23")))
        .isInstanceOf(ExportRefused.class)
        .hasMessageContaining("2026-11-23");
    assertThat(installation.records(Topics.PARTNER_EXPORT)).isEmpty();
  }

  private List<String> revisions(String exportId) throws IOException {
    List<String> revisions = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : installation.records(Topics.PARTNER_EXPORT)) {
      JsonNode day = JSON.readTree(record.value());
      if (day.path("exportId").asText().equals(exportId)) {
        revisions.add(day.path("date").asText() + ":" + day.path("revision").asInt());
      }
    }
    return revisions;
  }
}
