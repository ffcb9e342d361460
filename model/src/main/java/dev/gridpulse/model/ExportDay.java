package dev.gridpulse.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A local day of a sensor by the minute, as the partner gets it: a record of {@link
 * Topics#PARTNER_EXPORT}. What it says of the day is kept as the bytes that are sent.
 */
public final class ExportDay {
  private final String sensor;
  private final LocalDate date;
  private final String timeZone;
  private final byte[] content;

  private ExportDay(String sensor, LocalDate date, String timeZone, byte[] content) {
    this.sensor = sensor;
    this.date = date;
    this.timeZone = timeZone;
    this.content = content;
  }

  /**
   * A day from its minutes.
   *
   * @param timeZone IANA name of the zone whose day it is
   * @param unit of the values, null when unknown
   * @param minutes a value for each minute of the day in order, NaN for one that has none
   */
  public static ExportDay of(
      String sensor, LocalDate date, String timeZone, @Nullable String unit, double[] minutes) {
    return new ExportDay(sensor, date, timeZone, ExportDayCodec.content(unit, minutes));
  }

  static ExportDay ofContent(String sensor, LocalDate date, String timeZone, byte[] content) {
    return new ExportDay(sensor, date, timeZone, content);
  }

  public String sensor() {
    return sensor;
  }

  public LocalDate date() {
    return date;
  }

  public String timeZone() {
    return timeZone;
  }

  byte[] content() {
    return content;
  }

  /** The record's key: {@code sensor|date}. */
  public byte[] key() {
    return (sensor + "|" + date).getBytes(StandardCharsets.UTF_8);
  }

  /** SHA-256 of zone, unit and minutes, in hexadecimal: days with the same digest say the same. */
  public String digest() {
    MessageDigest sha256 = sha256();
    sha256.update(timeZone.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha256.digest(content));
  }

  /** A new SHA-256, which every Java has. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
