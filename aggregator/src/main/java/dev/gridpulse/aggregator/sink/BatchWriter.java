package dev.gridpulse.aggregator.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Stores the records of one poll, in the transaction that also moves their offsets. */
interface BatchWriter {
  /**
   * Writes the records; within a partition they are in order of offset.
   *
   * @param connection in a transaction, which the caller ends
   */
  void write(Connection connection, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException;

  /** Drops whatever it remembers of the database: the transaction was rolled back. */
  void rolledBack();
}
