package dev.gridpulse.query.http;

import dev.gridpulse.query.store.SensorRow;
import java.io.IOException;

/** Takes the sensors of a list. */
sealed interface SensorOutput permits SensorJson, SensorCsv {
  void sensor(SensorRow row) throws IOException;

  /** Writes them as the rows of an output. */
  static SensorOutput to(RowOutput out) {
    return switch (out) {
      case JsonRows rows -> new SensorJson(rows.json());
      case CsvRows rows -> new SensorCsv(rows);
    };
  }
}
