package dev.gridpulse.standalone;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Readings as CSV. */
@Command(
    name = "readings",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write the readings of a sensor to standard output, as CSV in the order of time.",
      "However many there are, they are streamed in constant memory."
    },
    footer = {
      "",
      "Example:",
      "  ./gridpulse readings --sensor-name frequency --start-timestamp 2021-05-01T00:00:00Z"
          + " --end-timestamp 2021-05-02T00:00:00Z"
    })
final class ReadingsCommand implements Callable<Integer> {
  /** Rows that are fetched from the database at once. */
  private static final int FETCH = 10_000;

  private static final int DEFAULT_PAGE_SIZE = 100;

  @Option(names = "--sensor-name", paramLabel = "NAME", required = true, description = "the sensor")
  private String sensor = "";

  @Option(
      names = "--start-timestamp",
      paramLabel = "TIME",
      required = true,
      description = "the first time, such as 2021-05-02T10:00:00Z")
  private Instant start = Instant.EPOCH;

  @Option(
      names = "--end-timestamp",
      paramLabel = "TIME",
      required = true,
      description = "the last time, inclusive")
  private Instant end = Instant.EPOCH;

  @Option(
      names = "--page-number",
      paramLabel = "P",
      description = "this page only, from 1 (default: all)")
  private @Nullable Integer page;

  @Option(
      names = "--page-size",
      paramLabel = "S",
      description = "how many readings a page has (default: " + DEFAULT_PAGE_SIZE + ")")
  private @Nullable Integer pageSize;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    if (end.isBefore(start)) {
      throw new UsageException(
          "--end-timestamp %s is before --start-timestamp %s.".formatted(end, start));
    }
    if ((page != null && page < 1) || (pageSize != null && pageSize < 1)) {
      throw new UsageException("--page-number and --page-size are 1 or more.");
    }
    try (Connection connection = new Running(settings, dataDir.folder()).database()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      write(connection, sensorId(connection));
      return 0;
    } catch (SQLException e) {
      throw new FailedException("The database refuses: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new FailedException("Standard output cannot be written any more.", e);
    }
  }

  private int sensorId(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id FROM sensor WHERE name = ?")) {
      select.setString(1, sensor);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new FailedException("There is no sensor \"%s\".".formatted(sensor));
        }
        return row.getInt(1);
      }
    }
  }

  private void write(Connection connection, int sensorId) throws SQLException, IOException {
    boolean paged = page != null || pageSize != null;
    long size = pageSize == null ? DEFAULT_PAGE_SIZE : pageSize;
    String sql =
        """
        SELECT (extract(epoch FROM ts) * 1000)::bigint, value FROM reading
        WHERE sensor_id = ? AND ts >= ? AND ts <= ?
        ORDER BY ts
        """
            + (paged ? "LIMIT ? OFFSET ?" : "");
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCH);
      select.setInt(1, sensorId);
      select.setObject(2, time(start));
      select.setObject(3, time(end));
      if (paged) {
        select.setLong(4, size);
        select.setLong(5, size * ((page == null ? 1 : page) - 1));
      }
      try (ResultSet rows = select.executeQuery()) {
        print(rows);
      }
    }
  }

  private static void print(ResultSet rows) throws SQLException, IOException {
    PrintWriter out =
        new PrintWriter(
            new BufferedWriter(
                new OutputStreamWriter(System.out, StandardCharsets.UTF_8), 1 << 16));
    out.print("timestamp,value\n");
    int printed = 0;
    while (rows.next()) {
      out.print(Instant.ofEpochMilli(rows.getLong(1)));
      out.print(',');
      out.print(rows.getDouble(2));
      out.print('\n');
      if (++printed % FETCH == 0 && out.checkError()) {
        throw new IOException("closed");
      }
    }
    if (out.checkError()) {
      throw new IOException("closed");
    }
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
