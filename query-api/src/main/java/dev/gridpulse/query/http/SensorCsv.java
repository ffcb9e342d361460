package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.gridpulse.model.Durations;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Sensor;
import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.store.SensorRow;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes sensors as the rows of a table. */
final class SensorCsv implements SensorOutput {
  private static final SerializedString[] NAMES =
      Stream.of(
              "name",
              "uuid",
              "unit",
              "kind",
              "interval",
              "timeZone",
              "asset",
              "signalId",
              "latitude",
              "longitude",
              "owner",
              "partnerConsent",
              "firstReadingTime",
              "firstReadingValue",
              "lastReadingTime",
              "lastReadingValue",
              "resolutions")
          .map(SerializedString::new)
          .toArray(SerializedString[]::new);

  /** The columns of the table. */
  static final List<SerializedString> COLUMNS = List.of(NAMES);

  private final RowOutput out;
  private final TimeText times = new TimeText(ZoneOffset.UTC);
  private int column;

  SensorCsv(RowOutput out) {
    this.out = out;
  }

  @Override
  public void sensor(SensorRow row) throws IOException {
    Sensor sensor = row.sensor();
    column = 0;
    out.startRow();
    text(sensor.name());
    text(sensor.uuid());
    text(sensor.unit());
    text(sensor.kind() == null ? null : sensor.kind().label());
    text(sensor.interval() == null ? null : Durations.format(sensor.interval()));
    text(sensor.timeZone());
    text(sensor.asset());
    text(sensor.signalId());
    Sensor.Location location = sensor.location();
    number(location == null ? Double.NaN : location.latitude());
    number(location == null ? Double.NaN : location.longitude());
    text(sensor.owner());
    out.flag(NAMES[column++], Boolean.TRUE.equals(sensor.partnerConsent()));
    point(row.first());
    point(row.last());
    text(row.rungs().stream().map(Rung::label).collect(Collectors.joining(" ")));
    out.endRow();
  }

  private void text(@Nullable Object value) throws IOException {
    out.text(NAMES[column++], value == null ? null : value.toString());
  }

  private void number(double value) throws IOException {
    out.number(NAMES[column++], value);
  }

  private void point(SensorRow.@Nullable Point point) throws IOException {
    text(point == null ? null : times.format(point.time()));
    number(point == null ? Double.NaN : point.value());
  }
}
