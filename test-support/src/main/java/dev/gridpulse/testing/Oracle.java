package dev.gridpulse.testing;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Knows what the database should hold: computes it in SQL from the readings that were sent, and
 * compares with what is stored, row by row and to the last bit. It shares nothing with the code
 * that it judges but the names of tables.
 *
 * <p>What it computes lives in temporary tables of the connection it was given, until the next
 * oracle of that connection.
 */
public final class Oracle {
  private static final int EXAMPLES = 10;

  /** What is expected of windows, from any relation of (sensor, ts, value). */
  private static final String AGGREGATES =
      """
      SELECT sensor,
             date_bin(INTERVAL '%d milliseconds', ts, TIMESTAMPTZ 'epoch') AS start,
             count(*)::integer AS count,
             sum(value ORDER BY ts) / count(*) AS mean,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median,
             min(value) AS min,
             max(value) AS max
      FROM %s
      GROUP BY 1, 2
      """;

  private static final String STORED_READINGS =
      "SELECT s.name AS sensor, r.ts, r.value FROM reading r LEFT JOIN sensor s ON s.id = r.sensor_id";

  private static final String STORED_AGGREGATES =
      """
      SELECT s.name AS sensor, a.start, a.count, a.mean, a.median, a.min, a.max
      FROM %s a LEFT JOIN sensor s ON s.id = a.sensor_id
      """;

  private final Connection connection;
  private final List<Comparison> comparisons;

  /** One table: what is expected of it, and what it holds, as queries with the same columns. */
  private record Comparison(String table, String expected, String stored) {}

  private Oracle(Connection connection, List<Comparison> comparisons) {
    this.connection = connection;
    this.comparisons = comparisons;
  }

  /**
   * Expects exactly these readings and their aggregates of the sensors among them; other sensors
   * are left alone.
   *
   * @param sent everything that was sent, in order of writing: of two readings of a sensor with the
   *     same timestamp the later counts
   */
  public static Oracle ofSent(Connection connection, Iterable<ReadingBatch> sent)
      throws SQLException {
    load(connection, sent.iterator());
    return ofLoaded(connection, " WHERE s.name IN (SELECT sensor FROM oracle_sensor)");
  }

  /** As {@link #ofSent(Connection, Iterable)}; the stream may be longer than memory. */
  public static Oracle ofSent(Connection connection, Stream<ReadingBatch> sent)
      throws SQLException {
    load(connection, sent.iterator());
    return ofLoaded(connection, " WHERE s.name IN (SELECT sensor FROM oracle_sensor)");
  }

  /** As {@link #ofSent(Connection, Iterable)}, and nothing of any other sensor. */
  public static Oracle ofAllSent(Connection connection, Iterable<ReadingBatch> sent)
      throws SQLException {
    load(connection, sent.iterator());
    return ofLoaded(connection, "");
  }

  /** Expects of every sensor the aggregates of the readings that are stored at that moment. */
  public static Oracle ofStored(Connection connection) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Rung rung : Rung.values()) {
      String readings = "(" + STORED_READINGS + ") AS stored";
      comparisons.add(
          new Comparison(
              rung.table(),
              AGGREGATES.formatted(rung.millis(), readings),
              STORED_AGGREGATES.formatted(rung.table())));
    }
    return new Oracle(connection, comparisons);
  }

  private static Oracle ofLoaded(Connection connection, String filter) {
    List<Comparison> comparisons = new ArrayList<>();
    comparisons.add(
        new Comparison(
            "reading", "SELECT sensor, ts, value FROM oracle_reading", STORED_READINGS + filter));
    for (Rung rung : Rung.values()) {
      comparisons.add(
          new Comparison(
              rung.table(),
              "SELECT * FROM oracle_" + rung.table(),
              STORED_AGGREGATES.formatted(rung.table()) + filter));
    }
    return new Oracle(connection, comparisons);
  }

  private static void load(Connection connection, Iterator<ReadingBatch> sent) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          DROP TABLE IF EXISTS pg_temp.oracle_sent, pg_temp.oracle_reading, pg_temp.oracle_sensor;
          CREATE TEMP TABLE oracle_sent (sensor text, millis bigint, value double precision, seq bigint)
          """);
      copy(connection, sent);
      statement.execute(
          """
          CREATE TEMP TABLE oracle_reading AS
            SELECT DISTINCT ON (sensor, millis)
                   sensor, TIMESTAMPTZ 'epoch' + millis * INTERVAL '1 millisecond' AS ts, value
            FROM oracle_sent
            ORDER BY sensor, millis, seq DESC;
          DROP TABLE oracle_sent;
          CREATE TEMP TABLE oracle_sensor AS SELECT DISTINCT sensor FROM oracle_reading;
          ANALYZE oracle_reading;
          """);
      for (Rung rung : Rung.values()) {
        statement.execute("DROP TABLE IF EXISTS pg_temp.oracle_" + rung.table());
        statement.execute(
            "CREATE TEMP TABLE oracle_%s AS %s"
                .formatted(rung.table(), AGGREGATES.formatted(rung.millis(), "oracle_reading")));
      }
    }
  }

  private static void copy(Connection connection, Iterator<ReadingBatch> sent) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY oracle_sent (sensor, millis, value, seq) FROM STDIN");
    try {
      long seq = 0;
      while (sent.hasNext()) {
        ReadingBatch batch = sent.next();
        byte[] rows = rows(batch, seq).getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(rows, 0, rows.length);
        seq += batch.size();
      }
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static String rows(ReadingBatch batch, long firstSeq) {
    String sensor = batch.sensor().replace("\\", "\\\\");
    var rows = new StringWriter();
    for (int i = 0; i < batch.size(); i++) {
      // Java's text of a double is the shortest that reads back as the same bits.
      rows.append(sensor)
          .append('\t')
          .append(Long.toString(batch.timestamp(i)))
          .append('\t')
          .append(Double.toString(batch.value(i)))
          .append('\t')
          .append(Long.toString(firstSeq + i))
          .append('\n');
    }
    return rows.toString();
  }

  /**
   * Compares once, as the database is now.
   *
   * @return empty of examples when nothing differs
   */
  public Differences differences() throws SQLException {
    List<Differences.InTable> tables = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      tables.add(compare(comparison));
    }
    return new Differences(tables);
  }

  /**
   * Compares once, as the database is now. Wait with Awaitility where it may still be on its way.
   *
   * @throws AssertionError with examples of what differs
   */
  public void assertNoDifferences() throws SQLException {
    Differences differences = differences();
    if (!differences.isEmpty()) {
      throw new AssertionError(differences.toString());
    }
  }

  private Differences.InTable compare(Comparison comparison) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS pg_temp.oracle_difference");
      // One statement, so that both sides see the same moment.
      statement.execute(
          """
          CREATE TEMP TABLE oracle_difference AS
            WITH expected AS MATERIALIZED (%s), stored AS MATERIALIZED (%s)
            SELECT 'missing' AS side, row_to_json(d)::text AS row
            FROM (SELECT * FROM expected EXCEPT ALL SELECT * FROM stored) d
            UNION ALL
            SELECT 'unexpected', row_to_json(d)::text
            FROM (SELECT * FROM stored EXCEPT ALL SELECT * FROM expected) d
          """
              .formatted(comparison.expected(), comparison.stored()));
      return new Differences.InTable(
          comparison.table(),
          count(statement, "missing"),
          count(statement, "unexpected"),
          examples(statement));
    }
  }

  private static long count(Statement statement, String side) throws SQLException {
    try (ResultSet result =
        statement.executeQuery(
            "SELECT count(*) FROM oracle_difference WHERE side = '" + side + "'")) {
      result.next();
      return result.getLong(1);
    }
  }

  /** Sorted by row, so that a wrong one stands below the right one. */
  private static List<String> examples(Statement statement) throws SQLException {
    List<String> examples = new ArrayList<>();
    try (ResultSet result =
        statement.executeQuery(
            "SELECT side || ' ' || row FROM oracle_difference ORDER BY row, side LIMIT "
                + EXAMPLES)) {
      while (result.next()) {
        examples.add(result.getString(1));
      }
    }
    return examples;
  }
}
