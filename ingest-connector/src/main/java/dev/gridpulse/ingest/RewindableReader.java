package dev.gridpulse.ingest;

import java.io.IOException;
import java.io.Reader;

/**
 * A reader that can go back to the start of a line among the last {@link #HISTORY} characters. A
 * line ends with LF, CR or CRLF. Its memory is constant.
 */
final class RewindableReader extends Reader {
  /**
   * How far back it can go, in characters: two rows of the greatest length and what was read ahead.
   */
  static final int HISTORY = 1 << 22;

  private static final int BLOCK = 1 << 13;
  private static final int BLOCKS = HISTORY / BLOCK;

  private final Reader in;

  /** A ring of blocks, each made when it is first needed. */
  private final char[][] history = new char[BLOCKS][];

  /** For each block of the history: the line (from 1) that its first character belongs to. */
  private final long[] lineAtBlock = new long[BLOCKS];

  /** Whether that first character follows a CR, so that an LF there ends no line of its own. */
  private final boolean[] blockAfterCr = new boolean[BLOCKS];

  /** Characters taken from {@code in} so far. */
  private long taken;

  /** The next character to hand out; less than {@code taken} after a rewind. */
  private long position;

  private long line = 1;
  private boolean afterCr;

  RewindableReader(Reader in) {
    this.in = in;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == taken && !take(length)) {
      return -1;
    }
    int at = inBlock(position);
    int count = (int) Math.min(Math.min(length, taken - position), BLOCK - at);
    System.arraycopy(history[slot(position)], at, target, offset, count);
    position += count;
    return count;
  }

  private static int slot(long position) {
    return (int) (position / BLOCK % BLOCKS);
  }

  private static int inBlock(long position) {
    return (int) (position % BLOCK);
  }

  /** Fetches up to {@code length} more characters, within one block; false at the end. */
  private boolean take(int length) throws IOException {
    int slot = slot(taken);
    int at = inBlock(taken);
    char[] block = history[slot];
    if (block == null) {
      block = new char[BLOCK];
      history[slot] = block;
    }
    int count = in.read(block, at, Math.min(length, BLOCK - at));
    if (count <= 0) {
      return false;
    }
    if (at == 0) {
      lineAtBlock[slot] = line;
      blockAfterCr[slot] = afterCr;
    }
    countLines(block, at, at + count);
    taken += count;
    return true;
  }

  private void countLines(char[] block, int from, int to) {
    long lines = line;
    boolean cr = afterCr;
    for (int i = from; i < to; i++) {
      char c = block[i];
      if (c > '\r') {
        cr = false;
      } else if (c == '\r') {
        lines++;
        cr = true;
      } else {
        lines += c == '\n' && !cr ? 1 : 0;
        cr = false;
      }
    }
    line = lines;
    afterCr = cr;
  }

  /**
   * Goes back to the first character of a line.
   *
   * @param wanted the line, from 1
   * @throws IllegalStateException when that is further back than the history reaches
   */
  void rewindToLine(long wanted) {
    long oldest = Math.max(0, (taken + BLOCK - 1) / BLOCK - BLOCKS);
    for (long block = (taken - 1) / BLOCK; block >= oldest; block--) {
      int slot = (int) (block % BLOCKS);
      if (lineAtBlock[slot] < wanted || block == 0) {
        position = startOfLine(wanted, block * BLOCK, lineAtBlock[slot], blockAfterCr[slot]);
        return;
      }
    }
    throw new IllegalStateException("line " + wanted + " is further back than the history");
  }

  private long startOfLine(long wanted, long from, long lineAtFrom, boolean fromAfterCr) {
    long current = lineAtFrom;
    boolean cr = fromAfterCr;
    for (long i = from; i < taken; i++) {
      char c = history[slot(i)][inBlock(i)];
      boolean secondOfPair = cr && c == '\n';
      if (current == wanted && !secondOfPair) {
        return i;
      }
      if (c == '\r' || (c == '\n' && !secondOfPair)) {
        current++;
      }
      cr = c == '\r';
    }
    return taken;
  }

  /**
   * Reads to the end of the line and behind it.
   *
   * @param limit the most characters to return; what is beyond is passed over
   * @return the line without its end
   */
  Line readLine(int limit) throws IOException {
    StringBuilder text = new StringBuilder();
    long length = 0;
    int c = readOne();
    while (c >= 0 && c != '\n' && c != '\r') {
      if (length < limit) {
        text.append((char) c);
      }
      length++;
      c = readOne();
    }
    if (c == '\r') {
      int next = readOne();
      if (next >= 0 && next != '\n') {
        position--;
      }
    }
    return new Line(text.toString(), length);
  }

  private int readOne() throws IOException {
    if (position == taken && !take(BLOCK)) {
      return -1;
    }
    char c = history[slot(position)][inBlock(position)];
    position++;
    return c;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * A line that was read.
   *
   * @param text its beginning
   * @param length how many characters it has
   */
  record Line(String text, long length) {}
}
