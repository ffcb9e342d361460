package dev.gridpulse.ingest;

import dev.gridpulse.model.ReadingDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes readings of the rows of one file, in the order of the file. */
abstract sealed class RowReader {
  private final Layout layout;
  private final NumberParser numbers;

  private RowReader(Layout layout, Dialect dialect) {
    this.layout = layout;
    this.numbers = new NumberParser(dialect.number());
  }

  /** A reader for that layout. */
  static RowReader of(Layout layout, Dialect dialect, SensorDirectory directory) {
    return switch (layout) {
      case Layout.SingleSeries single -> new OfSingleSeries(single, dialect);
      case Layout.Tall rows -> new OfTall(rows, dialect, directory);
      case Layout.Wide wide -> new OfWide(wide, dialect, directory);
    };
  }

  /**
   * Reads one row.
   *
   * @param latest the last timestamp that is not too far in the future, milliseconds since the
   *     epoch
   */
  final void read(Row row, long latest, RowOutput out) {
    RejectReason problem = row.problem();
    if (problem != null) {
      out.reject(problem, -1);
    } else if (row.columns() != layout.columns()) {
      out.reject(RejectReason.WRONG_COLUMNS, -1);
    } else {
      readColumns(row, latest, out);
    }
  }

  abstract void readColumns(Row row, long latest, RowOutput out);

  /** The row's time, or {@link TimeParser#UNREADABLE} when it was rejected. */
  final long readTime(TimeParser times, Row row, long latest, RowOutput out) {
    int column = layout.timeColumn();
    long timestamp = times.read(row.text(), row.start(column), row.end(column));
    if (timestamp >= 0 && timestamp <= latest) {
      return timestamp;
    }
    if (timestamp == TimeParser.UNREADABLE) {
      boolean absent = row.column(column).isBlank();
      out.reject(absent ? RejectReason.NO_TIME : RejectReason.BAD_TIME, column);
    } else if (timestamp == TimeParser.NONEXISTENT) {
      out.reject(RejectReason.NO_SUCH_LOCAL_TIME, column);
    } else {
      out.reject(timestamp < 0 ? RejectReason.BEFORE_1970 : RejectReason.IN_THE_FUTURE, column);
    }
    return TimeParser.UNREADABLE;
  }

  final void readValue(String sensor, long timestamp, Row row, int column, RowOutput out) {
    double value = numbers.read(row.text(), row.start(column), row.end(column));
    if (!Double.isFinite(value)) {
      out.reject(numbers.problem(row.text(), row.start(column), row.end(column)), column);
    } else if (Math.abs(value) > ReadingDecoder.MAX_VALUE) {
      out.reject(RejectReason.TOO_LARGE, column);
    } else if (value != 0 && Math.abs(value) < ReadingDecoder.MIN_VALUE) {
      out.reject(RejectReason.TOO_SMALL, column);
    } else {
      out.reading(sensor, timestamp, value);
    }
  }

  private static final class OfSingleSeries extends RowReader {
    private final Layout.SingleSeries layout;
    private final TimeParser times;

    OfSingleSeries(Layout.SingleSeries layout, Dialect dialect) {
      super(layout, dialect);
      this.layout = layout;
      this.times = new TimeParser(dialect.time(), new NaiveTimes(dialect.zone()));
    }

    @Override
    void readColumns(Row row, long latest, RowOutput out) {
      long timestamp = readTime(times, row, latest, out);
      if (timestamp != TimeParser.UNREADABLE) {
        readValue(layout.sensor(), timestamp, row, layout.valueColumn(), out);
      }
    }
  }

  /** The order of times is that of each sensor, whatever lies between its rows. */
  private static final class OfTall extends RowReader {
    /** More are forgotten and looked up again: a file may name a sensor of its own in each row. */
    private static final int MOST_SERIES = 100_000;

    private final Layout.Tall layout;
    private final Dialect dialect;
    private final SensorDirectory directory;
    private final Map<String, Series> series =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Series> eldest) {
            return size() > MOST_SERIES;
          }
        };

    /** What is known of a sensor by the text that stands for it. */
    private record Series(SensorDirectory.Found found, TimeParser times) {}

    OfTall(Layout.Tall layout, Dialect dialect, SensorDirectory directory) {
      super(layout, dialect);
      this.layout = layout;
      this.dialect = dialect;
      this.directory = directory;
    }

    @Override
    void readColumns(Row row, long latest, RowOutput out) {
      Series of = series.computeIfAbsent(row.column(layout.sensorColumn()), this::series);
      switch (of.found) {
        case SensorDirectory.Unknown(RejectReason reason) ->
            out.reject(reason, layout.sensorColumn());
        case SensorDirectory.Known(String sensor) -> {
          long timestamp = readTime(of.times, row, latest, out);
          if (timestamp != TimeParser.UNREADABLE) {
            readValue(sensor, timestamp, row, layout.valueColumn(), out);
          }
        }
      }
    }

    private Series series(String text) {
      return new Series(
          directory.find(text), new TimeParser(dialect.time(), new NaiveTimes(dialect.zone())));
    }
  }

  private static final class OfWide extends RowReader {
    private final Layout.Wide layout;
    private final TimeParser times;
    private final List<SensorDirectory.Found> sensors;

    OfWide(Layout.Wide layout, Dialect dialect, SensorDirectory directory) {
      super(layout, dialect);
      this.layout = layout;
      this.times = new TimeParser(dialect.time(), new NaiveTimes(dialect.zone()));
      this.sensors =
          layout.sensors().stream().map(series -> directory.find(series.sensor())).toList();
    }

    @Override
    void readColumns(Row row, long latest, RowOutput out) {
      long timestamp = readTime(times, row, latest, out);
      if (timestamp == TimeParser.UNREADABLE) {
        return;
      }
      for (int i = 0; i < sensors.size(); i++) {
        int column = layout.sensors().get(i).column();
        if (isBlank(row, column)) {
          out.empty();
          continue;
        }
        switch (sensors.get(i)) {
          case SensorDirectory.Unknown(RejectReason reason) -> out.reject(reason, column);
          case SensorDirectory.Known(String sensor) ->
              readValue(sensor, timestamp, row, column, out);
        }
      }
    }

    private static boolean isBlank(Row row, int column) {
      for (int i = row.start(column); i < row.end(column); i++) {
        if (!NumberParser.isBlank(row.text()[i])) {
          return false;
        }
      }
      return true;
    }
  }
}
