package dev.gridpulse.query.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the partner says a sensor's consumption is used for. */
public final class UsageSplits {
  /** The one of the very period first, then the newest. */
  private static final String BEST =
      """
      SELECT export_id, date_part('epoch', period_start), date_part('epoch', period_end), usages, shares
      FROM usage_split WHERE sensor_id = ? AND period_start < ? AND period_end > ?
      ORDER BY period_start = ? AND period_end = ? DESC, period_end DESC, period_start DESC LIMIT 1
      """;

  private UsageSplits() {}

  /**
   * A split.
   *
   * @param exportId the export it was made of
   * @param start of the time it is about, milliseconds since the epoch
   * @param end exclusive
   * @param shares by use, in the partner's order
   */
  public record Split(String exportId, long start, long end, List<Share> shares) {
    public Split {
      shares = List.copyOf(shares);
    }
  }

  /**
   * One use.
   *
   * @param share of the consumption, 0 to 1
   */
  public record Share(String usage, double share) {}

  /**
   * The split of a period; where there is none, the newest that overlaps it.
   *
   * @param start milliseconds since the epoch
   * @param end exclusive
   */
  public static Optional<Split> best(Connection connection, int sensorId, long start, long end)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BEST)) {
      statement.setInt(1, sensorId);
      statement.setObject(2, Times.parameter(end));
      statement.setObject(3, Times.parameter(start));
      statement.setObject(4, Times.parameter(start));
      statement.setObject(5, Times.parameter(end));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(split(row)) : Optional.empty();
      }
    }
  }

  private static Split split(ResultSet row) throws SQLException {
    String[] usages = (String[]) row.getArray(4).getArray();
    Double[] shares = (Double[]) row.getArray(5).getArray();
    List<Share> list = new ArrayList<>();
    for (int i = 0; i < usages.length; i++) {
      list.add(new Share(usages[i], shares[i]));
    }
    return new Split(row.getString(1), Times.millis(row, 2), Times.millis(row, 3), list);
  }
}
