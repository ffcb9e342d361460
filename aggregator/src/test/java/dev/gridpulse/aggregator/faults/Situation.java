package dev.gridpulse.aggregator.faults;

import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Tells where readings and aggregates are held up, for whoever reads of a test that failed. */
final class Situation {
  private final Servers servers;

  Situation(Servers servers) {
    this.servers = servers;
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    try (Admin admin = servers.kafka().admin();
        Connection connection = servers.database().connect();
        Statement statement = connection.createStatement()) {
      Map<String, String> stored =
          rows(statement, "SELECT topic || '-' || partition, next_offset FROM sink_offset").stream()
              .collect(Collectors.toMap(List::getFirst, List::getLast));
      for (Topic topic : Topics.all()) {
        Map<TopicPartition, Long> committed = servers.ends(topic, IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> ends = servers.ends(topic, IsolationLevel.READ_UNCOMMITTED);
        ends.forEach(
            (partition, end) ->
                lines.add(
                    "%s: stored up to %s, committed up to %d, ends at %d"
                        .formatted(
                            partition,
                            stored.get(partition.toString()),
                            committed.get(partition),
                            end)));
        admin
            .describeProducers(ends.keySet())
            .all()
            .get()
            .forEach(
                (partition, producers) ->
                    producers.activeProducers().stream()
                        .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                        .forEach(producer -> lines.add(partition + ": held up by " + producer)));
      }
      List<String> transactions =
          admin.listTransactions().all().get().stream()
              .map(TransactionListing::transactionalId)
              .toList();
      admin
          .describeTransactions(transactions)
          .all()
          .get()
          .forEach((id, transaction) -> lines.add(id + ": " + transaction));
      for (List<String> row :
          rows(statement, "SELECT dirty::text, count(*)::text FROM quarter GROUP BY 1")) {
        lines.add("quarter-hours, dirty %s: %s".formatted(row.getFirst(), row.getLast()));
      }
      for (List<String> row :
          rows(
              statement,
              """
              SELECT coalesce(state, '') || ' since ' || coalesce(state_change::text, ''), left(query, 80)
              FROM pg_stat_activity WHERE application_name = 'gridpulse-sink'
              """)) {
        lines.add("session %s: %s".formatted(row.getFirst(), row.getLast()));
      }
    } catch (SQLException | ExecutionException | InterruptedException | IllegalStateException e) {
      lines.add(e.toString());
    }
    return lines.stream().sorted().collect(Collectors.joining("\n"));
  }

  private static List<List<String>> rows(Statement statement, String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(List.of(result.getString(1), result.getString(2)));
      }
    }
    return rows;
  }
}
