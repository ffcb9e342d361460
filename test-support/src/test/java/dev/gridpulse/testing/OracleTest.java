package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gridpulse.model.Reading;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OracleTest {
  private static final Path SCHEMA =
      Path.of("../aggregator/src/main/resources/dev/gridpulse/aggregator/schema/V1__tables.sql");
  private static final String SENSOR = "sensor \\ \"ä\" 'x'";
  private static final long START = 1_620_000_000_123L;

  private TestDatabase database;
  private Connection connection;
  private List<ReadingBatch> sent;

  @BeforeEach
  void storeWhatWasSent() throws SQLException, IOException {
    database = TestDatabase.create();
    connection = database.connect();
    execute(Files.readString(SCHEMA));
    sent = readings(SENSOR, 3_000);
    store(SENSOR, sent);
  }

  @AfterEach
  void drop() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void findsNoDifferenceWhereThereIsNone() throws SQLException {
    Oracle.ofSent(connection, sent).assertNoDifferences();
    Oracle.ofSent(connection, sent.stream()).assertNoDifferences();
    Oracle.ofAllSent(connection, sent).assertNoDifferences();
    Oracle.ofStored(connection).assertNoDifferences();
    assertThat(Oracle.ofSent(connection, sent).differences()).hasToString("no differences");
  }

  @Test
  void takesTheLaterOfTwoReadingsOfTheSameTime() throws SQLException {
    Reading first = sent.getFirst().reading(0);
    List<ReadingBatch> resent = new ArrayList<>();
    resent.add(ReadingBatch.of(new Reading(SENSOR, first.timestamp(), first.value() + 1)));
    resent.addAll(sent);

    Oracle.ofSent(connection, resent).assertNoDifferences();
  }

  @Test
  void reportsAMeanThatIsOneUlpOff() throws SQLException {
    for (Rung rung : Rung.values()) {
      try (Statement statement = connection.createStatement()) {
        // 2^-52 of a double is its last bit or two.
        statement.execute(
            """
            UPDATE %1$s SET mean = mean + mean * 2.220446049250313e-16
            WHERE start = (SELECT min(start) FROM %1$s)
            """
                .formatted(rung.table()));
      }
    }

    for (Oracle oracle : List.of(Oracle.ofSent(connection, sent), Oracle.ofStored(connection))) {
      Differences differences = oracle.differences();
      for (Rung rung : Rung.values()) {
        Differences.InTable inTable = differences.in(rung.table());
        assertThat(inTable.missing()).isEqualTo(1);
        assertThat(inTable.unexpected()).isEqualTo(1);
        assertThat(inTable.examples()).hasSize(2).anyMatch(row -> row.startsWith("missing {"));
      }
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(oracle::assertNoDifferences)
          .withMessageContaining("aggregate_5s: 1 missing, 1 unexpected");
    }
  }

  @Test
  void reportsEachWrongFigure() throws SQLException {
    connection.setAutoCommit(false);
    for (String column : List.of("count", "median", "min", "max")) {
      execute("UPDATE aggregate_1m SET " + column + " = " + column + " + 1");

      assertThat(Oracle.ofStored(connection).differences().in("aggregate_1m").missing())
          .as(column)
          .isPositive();

      connection.rollback();
      Oracle.ofStored(connection).assertNoDifferences();
    }
  }

  @Test
  void reportsAMissingAggregate() throws SQLException {
    execute("DELETE FROM aggregate_5s WHERE start = (SELECT min(start) FROM aggregate_5s)");

    Differences.InTable differences =
        Oracle.ofSent(connection, sent).differences().in("aggregate_5s");

    assertThat(differences.missing()).isEqualTo(1);
    assertThat(differences.unexpected()).isZero();
    assertThat(Oracle.ofStored(connection).differences().in("aggregate_5s")).isEqualTo(differences);
  }

  @Test
  void reportsAnAggregateTooMany() throws SQLException {
    execute(
        "INSERT INTO aggregate_15m SELECT sensor_id, start + interval '1 day', count, mean, median,"
            + " min, max, digest FROM aggregate_15m ORDER BY start LIMIT 1");

    Differences.InTable differences =
        Oracle.ofSent(connection, sent).differences().in("aggregate_15m");

    assertThat(differences.missing()).isZero();
    assertThat(differences.unexpected()).isEqualTo(1);
    assertThat(Oracle.ofStored(connection).differences().in("aggregate_15m"))
        .isEqualTo(differences);
  }

  @Test
  void reportsAMissingReading() throws SQLException {
    execute("DELETE FROM reading_log WHERE ts = (SELECT max(ts) FROM reading_log)");

    Differences differences = Oracle.ofSent(connection, sent).differences();

    assertThat(differences.in("reading").missing()).isEqualTo(1);
    assertThat(differences.in("reading").unexpected()).isZero();
    assertThat(differences.in("aggregate_5s").missing()).isZero();
    assertThat(Oracle.ofStored(connection).differences().isEmpty()).isFalse();
  }

  @Test
  void reportsAReadingTooMany() throws SQLException {
    execute(
        "INSERT INTO reading_log SELECT sensor_id, ts + interval '1 day', value, seq FROM reading_log"
            + " ORDER BY ts LIMIT 1");

    Differences.InTable differences = Oracle.ofSent(connection, sent).differences().in("reading");

    assertThat(differences.missing()).isZero();
    assertThat(differences.unexpected()).isEqualTo(1);
  }

  @Test
  void looksAtOtherSensorsOnlyWhenAsked() throws SQLException {
    store("other", readings("other", 10));

    Oracle.ofSent(connection, sent).assertNoDifferences();
    assertThat(Oracle.ofAllSent(connection, sent).differences().in("reading").unexpected())
        .isEqualTo(10);
  }

  /** Irregular times, values with many digits, in no order. */
  private static List<ReadingBatch> readings(String sensor, int count) {
    var random = new Random(42);
    return Stream.iterate(0, i -> i < count, i -> i + 1)
        .map(i -> new Reading(sensor, START + i * 977L, random.nextGaussian() * 1e3))
        .map(ReadingBatch::of)
        .sorted((a, b) -> Double.compare(a.value(0), b.value(0)))
        .toList();
  }

  /** Stores readings, and aggregates that PostgreSQL computes from them in a way of its own. */
  private void store(String sensor, List<ReadingBatch> batches) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            WITH s AS (INSERT INTO sensor (name) VALUES (?) ON CONFLICT (name) DO UPDATE
                       SET name = excluded.name RETURNING id)
            INSERT INTO reading_log SELECT id, to_timestamp(?::numeric / 1000), ?, ? FROM s
            """)) {
      for (ReadingBatch batch : batches) {
        insert.setString(1, sensor);
        insert.setLong(2, batch.timestamp(0));
        insert.setDouble(3, batch.value(0));
        insert.setLong(4, 1);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    for (Rung rung : Rung.values()) {
      execute(
          """
          INSERT INTO %s
          SELECT sensor_id, to_timestamp(floor(extract(epoch FROM ts) / %2$d) * %2$d), count(*),
                 sum(value ORDER BY ts) / count(*),
                 percentile_cont(0.5) WITHIN GROUP (ORDER BY value), min(value), max(value), 0
          FROM reading GROUP BY 1, 2
          ON CONFLICT DO NOTHING
          """
              .formatted(rung.table(), rung.length().toSeconds()));
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
