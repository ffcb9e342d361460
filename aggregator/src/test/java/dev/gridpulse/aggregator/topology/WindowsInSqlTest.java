package dev.gridpulse.aggregator.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.aggregator.topology.RandomStreams.Step;
import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import dev.gridpulse.testing.Oracle;
import dev.gridpulse.testing.Seeds;
import dev.gridpulse.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;
import org.postgresql.PGConnection;

/** Random streams against the database's own sums, medians and counts, to the last bit. */
class WindowsInSqlTest {
  private static final int STREAMS = 10_000;

  @Example
  void emitsWhatTheDatabaseComputesFromTheReadings() throws Exception {
    Random random = Seeds.random("WindowsInSqlTest");
    RandomGenerator<List<Step>> streams = RandomStreams.streams(8).generator(1000);
    List<ReadingBatch> sent = new ArrayList<>();
    Map<Rung, StringBuilder> windows = new EnumMap<>(Rung.class);
    for (int i = 0; i < STREAMS; i++) {
      StreamRun run = StreamRun.of(streams.next(random).value(), Long.MAX_VALUE);
      String prefix = i + " ";
      run.records().forEach(record -> sent.add(renamed(record, prefix + record.sensor())));
      run.emitted()
          .forEach(
              (window, aggregate) ->
                  append(
                      windows.computeIfAbsent(window.rung(), any -> new StringBuilder()),
                      prefix + window.sensor(),
                      aggregate));
    }

    try (TestDatabase database = TestDatabase.create()) {
      migrate(database);
      try (Connection connection = database.connect()) {
        store(connection, sent);
        for (Rung rung : Rung.values()) {
          store(connection, rung, windows.getOrDefault(rung, new StringBuilder()));
        }
        Oracle.ofAllSent(connection, sent).assertNoDifferences();
      }
    }
    assertThat(sent.stream().map(ReadingBatch::sensor).distinct().count())
        .isGreaterThan(STREAMS * 9L / 10);
  }

  private static ReadingBatch renamed(ReadingBatch batch, String sensor) {
    return ReadingBatch.of(
        sensor,
        IntStream.range(0, batch.size()).mapToLong(batch::timestamp).toArray(),
        IntStream.range(0, batch.size()).mapToDouble(batch::value).toArray(),
        batch.size());
  }

  private static void append(StringBuilder rows, String sensor, Aggregate a) {
    rows.append(sensor).append('\t').append(a.start()).append('\t').append(a.count());
    for (double figure : new double[] {a.mean(), a.median(), a.min(), a.max()}) {
      rows.append('\t').append(figure);
    }
    rows.append('\t').append(a.digest()).append('\n');
  }

  private static void migrate(TestDatabase database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setUsername(database.user());
    config.setPassword(database.password());
    try (HikariDataSource source = new HikariDataSource(config)) {
      Schema.migrate(source);
    }
  }

  private static void store(Connection connection, List<ReadingBatch> sent) throws Exception {
    StringBuilder rows = new StringBuilder();
    int seq = 0;
    for (ReadingBatch batch : sent) {
      for (int i = 0; i < batch.size(); i++, seq++) {
        rows.append(batch.sensor()).append('\t').append(batch.timestamp(i)).append('\t');
        rows.append(batch.value(i)).append('\t').append(seq).append('\n');
      }
    }
    execute(connection, "CREATE TEMP TABLE sent (name text, ms bigint, value float8, seq bigint)");
    copy(connection, "sent", rows);
    execute(connection, "INSERT INTO sensor (name) SELECT DISTINCT name FROM sent");
    execute(
        connection,
        """
        INSERT INTO reading_log (sensor_id, ts, value, seq)
        SELECT id, timestamptz 'epoch' + ms * interval '1 ms', value, seq
        FROM sent JOIN sensor USING (name)
        """);
    execute(connection, "ANALYZE reading_log, sensor");
  }

  private static void store(Connection connection, Rung rung, StringBuilder rows) throws Exception {
    execute(
        connection,
        """
        CREATE TEMP TABLE emitted_%s (name text, ms bigint, count int, mean float8, median float8,
          min float8, max float8, digest bigint)
        """
            .formatted(rung.label()));
    copy(connection, "emitted_" + rung.label(), rows);
    execute(
        connection,
        """
        INSERT INTO %s (sensor_id, start, count, mean, median, min, max, digest)
        SELECT id, timestamptz 'epoch' + ms * interval '1 ms', count, mean, median, min, max, digest
        FROM emitted_%s JOIN sensor USING (name)
        """
            .formatted(rung.table(), rung.label()));
  }

  private static void copy(Connection connection, String table, StringBuilder rows)
      throws Exception {
    var _ =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY " + table + " FROM STDIN",
                new java.io.ByteArrayInputStream(rows.toString().getBytes(UTF_8)));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
