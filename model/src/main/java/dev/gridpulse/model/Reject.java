package dev.gridpulse.model;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that was not taken in, for the record's sender: a record of {@link Topics#REJECTS},
 * keyed by its source.
 *
 * @param origin where it stood
 * @param reason what is wrong with it
 * @param raw what was sent, cut at 4 KiB of UTF-8; null when there was nothing
 */
public record Reject(Origin origin, String reason, @Nullable String raw) {
  /** The longest raw text that is kept, in bytes of UTF-8. */
  public static final int MAX_RAW_BYTES = 4096;

  public Reject {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(reason, "reason");
    if (raw != null) {
      raw = cut(raw.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A reject whose raw text are these bytes, as far as they are UTF-8. */
  public static Reject of(Origin origin, String reason, byte @Nullable [] raw) {
    return new Reject(origin, reason, raw == null ? null : cut(raw));
  }

  private static String cut(byte[] utf8) {
    int length = Math.min(utf8.length, MAX_RAW_BYTES);
    // Step back to the start of a character, so that none is cut in two.
    while (length < utf8.length && length > 0 && (utf8[length] & 0xc0) == 0x80) {
      length--;
    }
    return new String(utf8, 0, length, StandardCharsets.UTF_8);
  }

  /** Where a rejected thing stood. */
  public sealed interface Origin {
    /** The key of the reject: the topic's or the file's name. */
    String source();
  }

  /** A record in Kafka. */
  public record InTopic(String topic, int partition, long offset) implements Origin {
    @Override
    public String source() {
      return topic;
    }
  }

  /**
   * A row of a file.
   *
   * @param file the file's name as the user gave it
   * @param line the row's first line, from 1
   */
  public record InFile(String file, long line) implements Origin {
    @Override
    public String source() {
      return file;
    }
  }
}
