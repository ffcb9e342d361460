package dev.gridpulse.model;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that was not taken in, for the record's sender: a record of {@link Topics#REJECTS},
 * keyed by its source.
 *
 * @param origin where it stood
 * @param reason what is wrong with it, cut like the raw text
 * @param raw what was sent, cut at 4 KiB of UTF-8; null when there was nothing. What is no Unicode
 *     text, such as half a surrogate pair, is replaced, so that a reject can always be written.
 */
public record Reject(Origin origin, String reason, @Nullable String raw) {
  /** The longest reason or raw text that is kept, in bytes of UTF-8. */
  public static final int MAX_RAW_BYTES = 4096;

  public Reject {
    Objects.requireNonNull(origin, "origin");
    reason = cut(reason.getBytes(StandardCharsets.UTF_8));
    if (raw != null) {
      raw = cut(raw.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A reject whose raw text are these bytes, as far as they are UTF-8. */
  public static Reject of(Origin origin, String reason, byte @Nullable [] raw) {
    return new Reject(origin, reason, raw == null ? null : cut(raw));
  }

  private static String cut(byte[] utf8) {
    return new String(utf8, 0, end(utf8), StandardCharsets.UTF_8);
  }

  /** Where to cut so that no character is cut in two; bytes that are no UTF-8 are cut anywhere. */
  private static int end(byte[] utf8) {
    if (utf8.length <= MAX_RAW_BYTES) {
      return utf8.length;
    }
    for (int end = MAX_RAW_BYTES; end > MAX_RAW_BYTES - 4; end--) {
      if ((utf8[end] & 0xc0) != 0x80) {
        return end;
      }
    }
    return MAX_RAW_BYTES;
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
