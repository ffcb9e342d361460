package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gridpulse.model.Durations;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Sensor;
import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.store.SensorRow;
import java.io.IOException;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Writes sensors as JSON objects; what is not known is null. */
final class SensorJson implements SensorOutput {
  private final JsonGenerator json;
  private final TimeText times = new TimeText(ZoneOffset.UTC);

  SensorJson(JsonGenerator json) {
    this.json = json;
  }

  @Override
  public void sensor(SensorRow row) throws IOException {
    Sensor sensor = row.sensor();
    json.writeStartObject();
    json.writeStringField("name", sensor.name());
    text("uuid", sensor.uuid());
    text("unit", sensor.unit());
    text("kind", sensor.kind() == null ? null : sensor.kind().label());
    text("interval", sensor.interval() == null ? null : Durations.format(sensor.interval()));
    text("timeZone", sensor.timeZone());
    text("asset", sensor.asset());
    text("signalId", sensor.signalId());
    location(sensor.location());
    text("owner", sensor.owner());
    json.writeBooleanField("partnerConsent", Boolean.TRUE.equals(sensor.partnerConsent()));
    point("firstReading", row.first());
    point("lastReading", row.last());
    json.writeArrayFieldStart("resolutions");
    for (Rung rung : row.rungs()) {
      json.writeString(rung.label());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void text(String field, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNullField(field);
    } else {
      json.writeStringField(field, value.toString());
    }
  }

  private void location(Sensor.@Nullable Location location) throws IOException {
    if (location == null) {
      json.writeNullField("location");
      return;
    }
    json.writeObjectFieldStart("location");
    json.writeNumberField("latitude", location.latitude());
    json.writeNumberField("longitude", location.longitude());
    json.writeEndObject();
  }

  private void point(String field, SensorRow.@Nullable Point point) throws IOException {
    if (point == null) {
      json.writeNullField(field);
      return;
    }
    json.writeObjectFieldStart(field);
    json.writeStringField("time", times.format(point.time()));
    json.writeNumberField("value", point.value());
    json.writeEndObject();
  }
}
