package dev.gridpulse.standalone;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as RFC 3339 has them, also with an offset of hours only; never without an offset. */
final class InstantConverter implements ITypeConverter<Instant> {
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter();

  @Override
  public Instant convert(String text) {
    try {
      return OffsetDateTime.parse(text, FORMAT).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "\"%s\" is no time with an offset; write 2021-05-02T10:00:00Z or 2021-05-02T12:00:00+02"
              .formatted(text));
    }
  }
}
