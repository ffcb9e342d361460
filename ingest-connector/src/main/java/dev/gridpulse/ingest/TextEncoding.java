package dev.gridpulse.ingest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How bytes are characters.
 *
 * @param charset the charset
 * @param bomLength how many bytes of byte order mark stand before the text
 */
record TextEncoding(Charset charset, int bomLength) {
  static final TextEncoding UTF_8 = new TextEncoding(StandardCharsets.UTF_8, 0);

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  /**
   * Finds the encoding of a text from its first bytes: a byte order mark, else UTF-16 when every
   * other byte is mostly zero, else UTF-8 if it is valid, else windows-1252 (which holds Latin-1).
   */
  static TextEncoding detect(byte[] bytes) {
    if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
      return new TextEncoding(StandardCharsets.UTF_8, 3);
    }
    if (startsWith(bytes, 0xff, 0xfe)) {
      return new TextEncoding(StandardCharsets.UTF_16LE, 2);
    }
    if (startsWith(bytes, 0xfe, 0xff)) {
      return new TextEncoding(StandardCharsets.UTF_16BE, 2);
    }
    if (isMostlyZero(bytes, 1)) {
      return new TextEncoding(StandardCharsets.UTF_16LE, 0);
    }
    if (isMostlyZero(bytes, 0)) {
      return new TextEncoding(StandardCharsets.UTF_16BE, 0);
    }
    return isUtf8(bytes) ? UTF_8 : new TextEncoding(WINDOWS_1252, 0);
  }

  /** That charset, with the byte order mark that the text begins with if it is the charset's. */
  static TextEncoding of(Charset charset, byte[] bytes) {
    byte[] mark = "\ufeff".getBytes(charset);
    boolean marked = charset.name().startsWith("UTF") && startsWith(bytes, mark);
    return new TextEncoding(charset, marked ? mark.length : 0);
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    if (bytes.length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMostlyZero(byte[] bytes, int from) {
    int zeros = 0;
    for (int i = from; i < bytes.length; i += 2) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    return bytes.length >= 4 && zeros > bytes.length / 4;
  }

  /** Whether the bytes are UTF-8, not counting a character that is cut at the end. */
  private static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    return !decoder
        .decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length + 1), false)
        .isError();
  }

  /** The text of these bytes, which begin with the byte order mark if there is one. */
  String decode(byte[] bytes) {
    int from = Math.min(bomLength, bytes.length);
    return new String(bytes, from, bytes.length - from, charset);
  }

  boolean isPlainUtf8() {
    return equals(UTF_8);
  }

  /** For people: {@code UTF-8 with byte order mark}. */
  String describe() {
    return bomLength == 0 ? charset.name() : charset.name() + " with byte order mark";
  }
}
