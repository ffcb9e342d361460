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
  Outcome write(Connection connection, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException;

  /**
   * Deals with a record of which the database refuses something: what it takes is stored, the rest
   * is rejected.
   *
   * @param reason what the database said
   */
  Outcome refuse(Connection connection, ConsumerRecord<byte[], byte[]> record, String reason)
      throws SQLException;

  /** Drops whatever it remembers of the database: what it wrote last may not be there. */
  void forget();
}
