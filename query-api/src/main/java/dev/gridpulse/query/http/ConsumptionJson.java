package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gridpulse.query.energy.EnergyBuckets;
import dev.gridpulse.query.energy.Period;
import dev.gridpulse.query.range.TimeText;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import org.jspecify.annotations.Nullable;

/** Writes the consumption of a period, and of one beside it. */
final class ConsumptionJson {
  private static final double DAY = 86_400_000;

  private final String sensor;
  private final Period period;
  private final ZoneId zone;
  private final String align;
  private final TimeText times;

  ConsumptionJson(String sensor, Period period, ZoneId zone, String align) {
    this.sensor = sensor;
    this.period = period;
    this.zone = zone;
    this.align = align;
    this.times = new TimeText(zone);
  }

  /**
   * The energy of a period.
   *
   * @param start milliseconds since the epoch
   * @param end where it is cut
   */
  record Told(long start, long end, EnergyBuckets energy) {}

  void write(JsonGenerator json, Told current, @Nullable Told compared) throws IOException {
    json.writeStartObject();
    json.writeStringField("sensor", sensor);
    json.writeStringField("period", period.label());
    json.writeStringField("timeZone", zone.getId().equals("Z") ? "UTC" : zone.getId());
    json.writeStringField("align", align);
    json.writeFieldName("current");
    writeSpan(json, current);
    if (compared == null) {
      json.writeNullField("compared");
    } else {
      json.writeFieldName("compared");
      writeSpan(json, compared);
    }
    json.writeArrayFieldStart("series");
    for (int part = 0; part < current.energy.count(); part++) {
      json.writeStartObject();
      writePart(json, current.energy, part);
      if (compared == null || part >= compared.energy.count()) {
        json.writeNullField("compared");
      } else {
        json.writeObjectFieldStart("compared");
        writePart(json, compared.energy, part);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeSpan(JsonGenerator json, Told told) throws IOException {
    json.writeStartObject();
    json.writeStringField("start", times.format(told.start));
    json.writeStringField("end", times.format(told.end));
    json.writeNumberField("days", days(told));
    writeEnergy(json, told.energy.totalKwh(), told.energy.totalCoverage());
    json.writeEndObject();
  }

  /** A period begins with a day, even where that has no midnight. */
  private double days(Told told) {
    LocalDateTime end = local(told.end);
    long whole = ChronoUnit.DAYS.between(local(told.start).toLocalDate(), end.toLocalDate());
    whole -= leftOut(told);
    boolean begins = end.toLocalDate().atStartOfDay(zone).toInstant().toEpochMilli() == told.end;
    return begins ? whole : whole + end.toLocalTime().toNanoOfDay() / 1e6 / DAY;
  }

  /** How many days do not exist, as the zone went over the date line. */
  private long leftOut(Told told) {
    long days = 0;
    Instant end = Instant.ofEpochMilli(told.end);
    ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.ofEpochMilli(told.start));
    while (change != null && !change.getInstant().isAfter(end)) {
      days += Math.max(0, change.getDuration().toDays());
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return days;
  }

  private LocalDateTime local(long time) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(time), zone);
  }

  private void writePart(JsonGenerator json, EnergyBuckets energy, int part) throws IOException {
    json.writeStringField("start", times.format(energy.edge(part)));
    json.writeStringField("end", times.format(energy.edge(part + 1)));
    writeEnergy(json, energy.kwh(part), energy.coverage(part));
  }

  private static void writeEnergy(JsonGenerator json, double kwh, double coverage)
      throws IOException {
    if (Double.isNaN(kwh)) {
      json.writeNullField("kwh");
    } else {
      json.writeNumberField("kwh", kwh);
    }
    json.writeNumberField("coverage", coverage);
  }
}
