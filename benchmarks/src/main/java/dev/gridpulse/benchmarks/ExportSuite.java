package dev.gridpulse.benchmarks;

import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.embedded.EmbeddedDatabase;
import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import dev.gridpulse.partner.PartnerSettings;
import dev.gridpulse.partner.export.ExportJob;
import dev.gridpulse.partner.export.ExportListener;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.ds.PGSimpleDataSource;

/** The partner's export of a month against reading its rows and doing nothing with them. */
final class ExportSuite implements Suite {
  private static final int TURNS = 3;
  private static final int SENSORS = 1_000;
  private static final LocalDate FIRST_MIDNIGHT = LocalDate.parse("2026-11-01");

  @Override
  public String name() {
    return "export";
  }

  @Override
  public String description() {
    return "a month of 1,000 sensors by the minute against COPY TO; it takes some minutes";
  }

  @Override
  public List<Result> run(Bench bench) {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(bench.path("kafka"), 0);
        EmbeddedDatabase database =
            EmbeddedDatabase.start(bench.path("postgres"), Map.of("fsync", "off"))) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(connection)) {
        TopicCreator.createMissing(admin, Topics.all());
      }
      fill(database);
      PartnerSettings settings =
          PartnerSettings.of(connection, database.url(), database.user(), database.password());
      return List.of(measure(bench, settings));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Result measure(Bench bench, PartnerSettings settings)
      throws SQLException, IOException, InterruptedException {
    double[] exported = new double[TURNS];
    double[] copied = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      // A night later each time, which is a month of 31 days again.
      LocalDate midnight = FIRST_MIDNIGHT.plusDays(turn);
      exported[turn] = export(settings, midnight);
      copied[turn] = copy(settings, midnight);
      bench.say(
          String.format(
              Locale.ROOT,
              "  turn %d: export %,.0f, COPY TO %,.0f minutes/s",
              turn + 1,
              exported[turn],
              copied[turn]));
    }
    return Result.ofTurns(
        "export.month", exported, copied, "minutes/s", "against COPY TO of the same rows");
  }

  private static double export(PartnerSettings settings, LocalDate midnight)
      throws SQLException, InterruptedException {
    Clock clock = Clock.fixed(Instant.parse("2026-12-01T00:00:00Z"), ZoneOffset.UTC);
    long begin = System.nanoTime();
    ExportJob.Made made =
        new ExportJob(settings, clock, ExportListener.NONE).run(midnight).getFirst();
    return made.manifest().sentMinutes() * 1e9 / (System.nanoTime() - begin);
  }

  private static double copy(PartnerSettings settings, LocalDate midnight)
      throws SQLException, IOException {
    String sql =
        """
        COPY (SELECT sensor_id, start, mean FROM aggregate_1m
              WHERE start >= timestamptz '%sZ' AND start < timestamptz '%sZ') TO STDOUT (FORMAT binary)
        """
            .formatted(midnight.minusMonths(1), midnight);
    long begin = System.nanoTime();
    long rows = 0;
    try (Connection connection = settings.connect()) {
      CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
      while (copy.readFromCopy() != null) {
        rows++;
      }
    }
    return rows * 1e9 / (System.nanoTime() - begin);
  }

  /** All that the exports of these midnights hold. */
  private static void fill(EmbeddedDatabase database) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    Schema.migrate(source);
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO sensor (name, unit, kind, partner_consent)
          SELECT 'home_' || lpad(n::text, 5, '0'), 'W', 'power', true FROM generate_series(1, %d) n
          """
              .formatted(SENSORS));
      statement.execute("ALTER TABLE aggregate_1m SET UNLOGGED");
      statement.execute("ALTER TABLE aggregate_1m DROP CONSTRAINT aggregate_1m_pkey");
      statement.execute(
          """
          INSERT INTO aggregate_1m
          SELECT s, timestamptz '2026-10-01Z' + m * interval '1 min', 60, v, v, v, v, 1
          FROM generate_series(1, %d) s, generate_series(0, %d) m, round((s + m / 10.0)::numeric, 1) v
          """
              .formatted(SENSORS, (31 + TURNS - 1) * 1_440 - 1));
      statement.execute("ALTER TABLE aggregate_1m ADD PRIMARY KEY (sensor_id, start)");
      statement.execute("VACUUM ANALYZE");
    }
  }
}
