package dev.gridpulse.query.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Percent-decoding that takes nothing for granted: what is not UTF-8 is not replaced but refused.
 */
final class Percent {
  private Percent() {}

  /** The text without its escapes, or empty when it is not well-formed. */
  static Optional<String> decode(String raw) {
    byte[] source = raw.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(source.length);
    for (int i = 0; i < source.length; i++) {
      if (source[i] != '%') {
        decoded.put(source[i]);
        continue;
      }
      int high = i + 1 < source.length ? Character.digit(source[i + 1], 16) : -1;
      int low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      decoded.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
