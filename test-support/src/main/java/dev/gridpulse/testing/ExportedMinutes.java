package dev.gridpulse.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.model.Topics;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one export to the partner should say, computed in SQL from the readings, against what it
 * says: every minute of every day, those without a value too. It looks at no aggregate, and shares
 * no code with the export.
 */
public final class ExportedMinutes {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String DIFFERENCES =
      """
      SELECT count(*) FROM (
        (TABLE expected EXCEPT ALL TABLE exported) UNION ALL (TABLE exported EXCEPT ALL TABLE expected)
      ) each
      """;

  private ExportedMinutes() {}

  /**
   * How many minutes differ, and how many were compared.
   *
   * @param compared those that were expected
   */
  public record Comparison(long compared, long differences) {}

  /**
   * Compares one export.
   *
   * @param connection to the database of the readings; is left in a transaction to be rolled back
   * @param bootstrapServers of the broker that has the export
   * @param from the first local date of the period
   * @param to the first date behind it
   */
  public static Comparison compare(
      Connection connection,
      String bootstrapServers,
      String exportId,
      String zone,
      String from,
      String to)
      throws SQLException, IOException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // Nobody has counted these rows yet.
      statement.execute("SET LOCAL enable_nestloop = off");
      statement.execute(expected(zone, from, to));
      statement.execute(
          "CREATE TEMP TABLE exported (sensor text, date date, minute integer, value float8)");
      load(connection, CommittedRecords.of(bootstrapServers, Topics.PARTNER_EXPORT), exportId);
      return new Comparison(
          number(statement, "SELECT count(*) FROM expected"), number(statement, DIFFERENCES));
    }
  }

  /** A row for each minute of the period of each consenting sensor of a zone. */
  private static String expected(String zone, String from, String to) {
    return """
      CREATE TEMP TABLE expected AS
      WITH minute AS (
        SELECT s.id, s.name, s.kind, m AS start, (m AT TIME ZONE '%1$s')::date AS date
        FROM sensor s,
             generate_series('%2$s'::timestamp AT TIME ZONE '%1$s',
                             ('%3$s'::timestamp AT TIME ZONE '%1$s') - interval '1 min',
                             interval '1 min') m
        WHERE s.partner_consent AND coalesce(s.time_zone, 'UTC') = '%1$s'),
      value AS (
        SELECT sensor_id, date_trunc('minute', ts) AS start,
               sum(value ORDER BY ts) / count(*) AS mean, max(value) AS highest
        FROM reading GROUP BY 1, 2)
      SELECT m.name AS sensor, m.date,
             (row_number() OVER (PARTITION BY m.id, m.date ORDER BY m.start) - 1)::integer AS minute,
             CASE WHEN m.kind = 'counter' THEN v.highest ELSE v.mean END AS value
      FROM minute m LEFT JOIN value v ON v.sensor_id = m.id AND v.start = m.start
      """
        .formatted(zone, from, to);
  }

  private static void load(
      Connection connection, List<ConsumerRecord<byte[], byte[]>> records, String exportId)
      throws SQLException, IOException {
    String sql =
        """
        INSERT INTO exported
        SELECT ?, ?::date, (n - 1)::integer, v FROM unnest(?::float8[]) WITH ORDINALITY AS each (v, n)
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        JsonNode day = JSON.readTree(record.value());
        if (day.path("exportId").asText().equals(exportId)) {
          insert.setString(1, day.path("sensor").asText());
          insert.setString(2, day.path("date").asText());
          insert.setArray(3, connection.createArrayOf("float8", minutes(day.path("minutes"))));
          insert.executeUpdate();
        }
      }
    }
  }

  private static @Nullable Double[] minutes(JsonNode array) {
    @Nullable Double[] minutes = new @Nullable Double[array.size()];
    for (int i = 0; i < minutes.length; i++) {
      minutes[i] = array.get(i).isNull() ? null : array.get(i).doubleValue();
    }
    return minutes;
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
