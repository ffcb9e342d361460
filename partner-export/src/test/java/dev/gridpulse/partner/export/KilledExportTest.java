package dev.gridpulse.partner.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.model.Topics;
import dev.gridpulse.partner.Installation;
import dev.gridpulse.simulator.ExportVerifier;
import dev.gridpulse.testing.ChildJvm;
import dev.gridpulse.testing.Seeds;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports whose process is killed: the partner sees each once, whole, or not at all. */
class KilledExportTest {
  private static final Logger LOG = LoggerFactory.getLogger(KilledExportTest.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final LocalDate FIRST = LocalDate.parse("2026-11-01");
  private static final int SENSORS = 8;
  private static final int KILLS = 10;
  private static final int KILLED = 137;

  /** What an export goes through, in its order. */
  private enum Phase {
    /** What one that was killed committed is noted before anything is sent. */
    CATCHING_UP,
    BEGUN,
    SENDING,
    SENT,
    COMMITTED,
    READING_BACK,
    RECORDED
  }

  @AutoClose private final Installation installation = new Installation();

  private final Random random = Seeds.random("isSeenOnceAndWholeWherever");

  /** How many exports were committed, by processes that were killed all the same. */
  private int committed;

  /** In each phase once, in any order, and most often where it is longest: while it sends. */
  @Test
  void isSeenOnceAndWholeWhereverItIsKilled() throws Exception {
    fill();
    List<Phase> phases = new ArrayList<>(List.of(Phase.values()));
    phases.addAll(Collections.nCopies(KILLS - phases.size(), Phase.SENDING));
    Collections.shuffle(phases, random);
    LOG.info("Kills exports in these phases: {}", phases);

    for (Phase phase : phases) {
      kill(phase);
    }

    try (ChildJvm process = start("none")) {
      assertThat(process.awaitExit(PATIENCE)).isZero();
      committed++;
    }
    assertSeenOnce();
  }

  private void fill() throws SQLException {
    for (int i = 10; i < 10 + SENSORS; i++) {
      installation.sensor("home_" + i, "UTC", "W", "power", true);
    }
    assertThat(installation.jobAt("2026-10-31T12:00:00Z").runDue()).isZero();
    installation.sql(
        """
        INSERT INTO aggregate_1m
        SELECT id, ts, 60, v, v, v, v, 1
        FROM sensor, generate_series(timestamptz '2026-10-01Z', timestamptz '2026-10-31T23:59:00Z', '1 min') ts,
             round((random() * 3000)::numeric, 1) AS v
        """);
  }

  private void kill(Phase phase) throws Exception {
    switch (phase) {
      case CATCHING_UP -> {
        killAt("committed");
        committed++;
        killWhileItNotes("^begun", false);
      }
      case BEGUN -> killAfter("^begun");
      case SENDING -> killAfter("^sensor " + (1 + random.nextInt(SENSORS)) + "$");
      case SENT -> killAt("sent");
      case COMMITTED -> {
        killAt("committed");
        committed++;
      }
      case READING_BACK -> {
        assertThat(installation.jobAt(now()).catchUp()).isTrue();
        killWhileItNotes("^committed$", true);
        committed++;
      }
      case RECORDED -> {
        killAt("recorded");
        committed++;
      }
    }
  }

  /** Kills one that stands still at that stage. */
  private void killAt(String stage) {
    try (ChildJvm process = start(stage)) {
      process.awaitOutput("^" + stage + "$", PATIENCE);
      kill(process);
    }
  }

  /** Kills one that goes on while it is killed, but does not come to its commit. */
  private void killAfter(String line) {
    try (ChildJvm process = start("sent")) {
      process.awaitOutput(line, PATIENCE);
      kill(process);
    }
  }

  /**
   * Kills one that has read days or a manifest back, and waits for a lock to note them.
   *
   * @param line what it has or has not printed by then
   */
  private void killWhileItNotes(String line, boolean printed) throws SQLException {
    String table = random.nextBoolean() ? "partner_day" : "partner_export";
    try (Connection connection = installation.database().connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE %s IN SHARE MODE".formatted(table));
      try (ChildJvm process = start("none")) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(locks("relation = '%s'::regclass AND NOT granted".formatted(table)))
                        .as("waits; %s", process.output())
                        .isPositive());
        assertThat(process.lastOutput(line) != null).isEqualTo(printed);
        process.kill9();
        connection.rollback();
        assertIsGone(process);
      }
    }
  }

  private void kill(ChildJvm process) {
    process.kill9();
    assertIsGone(process);
  }

  /** Its session may outlive it by a moment; as long as it has the lock nobody else exports. */
  private void assertIsGone(ChildJvm process) {
    assertThat(process.awaitExit(PATIENCE)).isEqualTo(KILLED);
    assertThat(process.lastOutput("^made")).isNull();
    await().atMost(PATIENCE).until(() -> locks("locktype = 'advisory'") == 0);
  }

  private long locks(String condition) {
    return Long.parseLong(
        installation.query(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE datname ="
                + " current_database() AND "
                + condition));
  }

  /** One that makes the export that follows those that were committed. */
  private ChildJvm start(String lastStage) {
    return ChildJvm.start(
        ExportProcess.class,
        List.of("-Xmx128m"),
        Map.of(),
        List.of(
            installation.kafka().bootstrapServers(),
            installation.database().url(),
            installation.database().user(),
            installation.database().password(),
            now(),
            lastStage));
  }

  private String now() {
    return FIRST.plusDays(committed) + "T00:00:00Z";
  }

  private void assertSeenOnce() throws IOException {
    List<ExportVerifier.Export> exports = installation.exports();
    assertThat(exports).allMatch(ExportVerifier.Export::isRight);
    assertThat(exports.stream().map(ExportVerifier.Export::id))
        .containsExactlyElementsOf(
            FIRST.datesUntil(FIRST.plusDays(committed)).map(date -> date + "_UTC").toList());
    long days = exports.stream().mapToLong(each -> each.manifest().path("days").asLong()).sum();
    assertThat(days).isEqualTo(SENSORS * 31L * committed);

    Set<String> seen = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : installation.records(Topics.PARTNER_EXPORT)) {
      assertThat(seen.add(identity(record))).as(identity(record)).isTrue();
    }
    assertThat((long) seen.size()).isEqualTo(days + committed);
    long last = exports.getLast().manifest().at("/offsets/last").asLong();
    assertThat(last - seen.size())
        .as("what the killed ones sent, unseen")
        .isGreaterThan(SENSORS * 31L);

    assertThat(installation.query("SELECT count(*) FROM partner_export"))
        .isEqualTo(Integer.toString(committed));
    assertThat(installation.query("SELECT count(*) FROM partner_day WHERE revision = 1"))
        .isEqualTo(Integer.toString(SENSORS * (31 + committed - 1)));
    assertThat(installation.query("SELECT max(revision) FROM partner_day")).isEqualTo("1");
  }

  private static String identity(ConsumerRecord<byte[], byte[]> record) throws IOException {
    JsonNode json = JSON.readTree(record.value());
    return "%s|%s|%s|%s"
        .formatted(
            json.path("exportId").asText(),
            json.path("sensor").asText(json.path("id").asText()),
            json.path("date").asText(),
            json.path("revision").asText());
  }
}
