package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is generated comes out of the API, neither more nor less. */
class GenerateIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern READING =
      Pattern.compile("\\{\"time\":\"([^\"]+)\",\"value\":([^}]+)}");
  private static final Pattern SUMMARY =
      Pattern.compile("([\\d,]+) readings back-filled and ([\\d,]+) live, ([\\d,]+) acknowledged");

  @TempDir private static Path folder;

  private static Program program;

  @BeforeAll
  static void start() {
    program = Program.up(folder);
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  @Test
  void noSecondIsMissingOrDoubledWhereHistoryMeetsLiveNorInAPause() {
    List<String> output;
    try (ChildJvm generator =
        Program.run(
            folder,
            "generate",
            "--shape=replayable",
            "--sensors=2",
            "--prefix=seam_",
            "--backfill=20m",
            "--for=12s")) {
      generator.awaitOutput("back-filled 2400 readings", PATIENCE);
      generator.pause();
      assertThat(generator.isPaused()).isTrue();
      await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
      assertThat(generator.isAlive()).as("it has live readings to send").isTrue();
      generator.resume();
      assertThat(generator.awaitExit(PATIENCE)).as("%s", generator.output()).isZero();
      output = generator.output();
    }

    long[] counts = summary(output);
    assertThat(counts).containsExactly(2 * 1_200, 2 * 12, 2 * 1_212);
    for (int number = 1; number <= 2; number++) {
      List<Map.Entry<Instant, Double>> readings = awaitReadings("seam_0000" + number, 1_212);
      Instant expected = readings.getFirst().getKey();
      for (Map.Entry<Instant, Double> reading : readings) {
        long timestamp = expected.toEpochMilli();
        assertThat(reading.getKey()).isEqualTo(expected);
        assertThat(reading.getValue()).isEqualTo(number + (timestamp % 86_400_000) / 100_000_000.0);
        expected = expected.plusSeconds(1);
      }
    }
  }

  @Test
  void saysWhatItDidWhenItIsAskedToStop() {
    try (ChildJvm generator =
        Program.run(
            folder, "generate", "--shape=constant", "--prefix=stopped_", "--backfill=10m")) {
      generator.awaitOutput("back-filled 600 readings", PATIENCE);
      generator.stop(PATIENCE);

      long[] counts = summary(generator.output());
      assertThat(counts[0]).isEqualTo(600);
      assertThat(counts[2]).isEqualTo(600 + counts[1]);
    }
  }

  @Test
  void goesOnWhereTheStoredReadingsEnd() {
    String[] options = {
      "--shape=constant",
      "--sensors=2",
      "--prefix=resumed_",
      "--interval=1m",
      "--backfill=1d",
      "--resume",
      "--for=0s"
    };

    assertThat(summary(generate(options))[0]).isEqualTo(2 * 1_440);
    awaitReadings("resumed_00001", 1_440);
    awaitReadings("resumed_00002", 1_440);
    long again = summary(generate(options))[0];

    assertThat(again).as("the minutes since then").isLessThan(100);
  }

  @Test
  void whatGoesWrongOnPurposeEndsAsTheLedgerSays() throws Exception {
    List<String> output =
        generate(
            "--shape=replayable",
            "--sensors=1",
            "--prefix=faulty_",
            "--from=2026-02-01T00:00:00Z",
            "--backfill=1h",
            "--for=0s",
            "--faults=late=2%,duplicate=1%,drop=1%,out-of-order=3%");
    Path ledger;
    try (var files = Files.list(folder)) {
      ledger = files.filter(file -> file.toString().endsWith(".csv")).findFirst().orElseThrow();
    }
    List<String> dropped =
        Files.readAllLines(ledger).stream().filter(line -> line.startsWith("drop,")).toList();

    assertThat(output).anySatisfy(line -> assertThat(line).contains(ledger.toString()));
    assertThat(output).anySatisfy(line -> assertThat(line).contains("3,600 due - "));
    assertThat(dropped).hasSizeBetween(15, 70);
    TreeMap<Instant, Double> expected = new TreeMap<>();
    for (Instant time = Instant.parse("2026-01-31T23:00:01Z");
        !time.isAfter(Instant.parse("2026-02-01T00:00:00Z"));
        time = time.plusSeconds(1)) {
      expected.put(time, 1 + (time.toEpochMilli() % 86_400_000) / 100_000_000.0);
    }
    dropped.forEach(line -> expected.remove(Instant.parse(line.split(",", -1)[2])));
    assertThat(awaitReadings("faulty_00001", expected.size()))
        .isEqualTo(List.copyOf(expected.entrySet()));
  }

  private static List<String> generate(String... options) {
    List<String> arguments = new ArrayList<>(List.of("generate"));
    arguments.addAll(List.of(options));
    try (ChildJvm generator = Program.run(folder, arguments.toArray(String[]::new))) {
      assertThat(generator.awaitExit(PATIENCE)).as("%s", generator.output()).isZero();
      return generator.output();
    }
  }

  /** Back-filled, live and acknowledged. */
  private static long[] summary(List<String> output) {
    Matcher matcher = SUMMARY.matcher(String.join("\n", output));
    assertThat(matcher.find()).as("%s", output).isTrue();
    return new long[] {number(matcher, 1), number(matcher, 2), number(matcher, 3)};
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group).replace(",", ""));
  }

  private static List<Map.Entry<Instant, Double>> awaitReadings(String sensor, int count) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(readings(sensor)).hasSizeGreaterThanOrEqualTo(count));
    return readings(sensor);
  }

  private static List<Map.Entry<Instant, Double>> readings(String sensor) {
    String answer = program.readings(sensor, "2026-01-01T00:00:00Z", "2099-01-01T00:00:00Z");
    assertThat(answer).contains("\"next\":null");
    List<Map.Entry<Instant, Double>> readings = new ArrayList<>();
    for (Matcher matcher = READING.matcher(answer); matcher.find(); ) {
      readings.add(
          Map.entry(Instant.parse(matcher.group(1)), Double.parseDouble(matcher.group(2))));
    }
    return readings;
  }
}
