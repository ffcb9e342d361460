package dev.gridpulse.ingest;

import dev.gridpulse.model.ReadingDecoder;

/** Makes readings of the rows of one file with one series, in the order of the file. */
final class SingleSeriesReader {
  private final Layout.SingleSeries layout;
  private final TimeParser times;
  private final NumberParser numbers;

  SingleSeriesReader(Layout.SingleSeries layout, Dialect dialect) {
    this.layout = layout;
    this.times = new TimeParser(dialect.time(), new NaiveTimes(dialect.zone()));
    this.numbers = new NumberParser(dialect.number());
  }

  /**
   * Reads one row; calls {@code out} exactly once.
   *
   * @param latest the last timestamp that is not too far in the future, milliseconds since the
   *     epoch
   */
  void read(Row row, long latest, RowOutput out) {
    RejectReason problem = row.problem();
    if (problem != null) {
      out.reject(problem, -1);
    } else if (row.columns() != layout.columns()) {
      out.reject(RejectReason.WRONG_COLUMNS, -1);
    } else {
      readTime(row, latest, out);
    }
  }

  private void readTime(Row row, long latest, RowOutput out) {
    int column = layout.timeColumn();
    long timestamp = times.read(row.text(), row.start(column), row.end(column));
    if (timestamp == TimeParser.UNREADABLE) {
      boolean absent = row.column(column).isBlank();
      out.reject(absent ? RejectReason.NO_TIME : RejectReason.BAD_TIME, column);
    } else if (timestamp == TimeParser.NONEXISTENT) {
      out.reject(RejectReason.NO_SUCH_LOCAL_TIME, column);
    } else if (timestamp < 0) {
      out.reject(RejectReason.BEFORE_1970, column);
    } else if (timestamp > latest) {
      out.reject(RejectReason.IN_THE_FUTURE, column);
    } else {
      readValue(row, timestamp, out);
    }
  }

  private void readValue(Row row, long timestamp, RowOutput out) {
    int column = layout.valueColumn();
    double value = numbers.read(row.text(), row.start(column), row.end(column));
    if (!Double.isFinite(value)) {
      out.reject(numbers.problem(row.text(), row.start(column), row.end(column)), column);
    } else if (Math.abs(value) > ReadingDecoder.MAX_VALUE) {
      out.reject(RejectReason.TOO_LARGE, column);
    } else {
      out.reading(layout.sensor(), timestamp, value);
    }
  }
}
