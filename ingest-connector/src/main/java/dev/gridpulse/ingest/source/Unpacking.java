package dev.gridpulse.ingest.source;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * The text of a source: unpacked when it is gzip, whatever its name. Counts the bytes that were
 * read of the source, and stops at what expands as no table of numbers does.
 */
public final class Unpacking extends FilterInputStream {
  private static final int BUFFER = 1 << 16;

  /** Readings of the same value at even times shrink to a thirtieth; nothing useful to this. */
  static final long MOST_RATIO = 200;

  /** Up to here any ratio will do. */
  static final long ALWAYS_ALLOWED = 16L << 20;

  /** The most that is unpacked of one source: a year of 1,000 sensors at 1 s has about this. */
  static final long MOST_BYTES = 1L << 40;

  private final CountingInputStream packed;
  private final boolean compressed;
  private final long mostBytes;
  private long unpacked;

  private Unpacking(
      CountingInputStream packed, InputStream text, boolean compressed, long mostBytes) {
    super(text);
    this.mostBytes = mostBytes;
    this.packed = packed;
    this.compressed = compressed;
  }

  /** Opens a source at its beginning. */
  public static Unpacking open(Source source) throws IOException {
    return open(source, MOST_BYTES);
  }

  static Unpacking open(Source source, long mostBytes) throws IOException {
    CountingInputStream packed = new CountingInputStream(source.open());
    try {
      InputStream buffered = new BufferedInputStream(packed, BUFFER);
      buffered.mark(2);
      boolean compressed = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      return new Unpacking(
          packed,
          compressed ? new GZIPInputStream(buffered, BUFFER) : buffered,
          compressed,
          mostBytes);
    } catch (IOException e) {
      packed.close();
      throw e;
    }
  }

  /** Whether it is gzip. */
  public boolean isCompressed() {
    return compressed;
  }

  /** How many bytes of the source have been read so far. */
  public long bytesRead() {
    return packed.count();
  }

  @Override
  public int read() throws IOException {
    int one = in.read();
    count(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    count(read);
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(bytes, BUFFER)]));
  }

  private void count(int more) throws IOException {
    unpacked += Math.max(more, 0);
    if (compressed && unpacked > ALWAYS_ALLOWED && unpacked / MOST_RATIO > packed.count()) {
      throw new IOException(
          "it expands to more than %d times its size, as no file of readings does"
              .formatted(MOST_RATIO));
    }
    if (compressed && unpacked > mostBytes) {
      throw new IOException(
          "it expands to more than %,d bytes; unpack it yourself".formatted(mostBytes));
    }
  }
}
