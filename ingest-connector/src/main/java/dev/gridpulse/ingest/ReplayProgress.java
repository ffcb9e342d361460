package dev.gridpulse.ingest;

import java.util.List;

/** Is told how a replay goes on; called by one thread, often. */
public interface ReplayProgress extends AutoCloseable {
  /**
   * A file was examined; all are, before the first is read.
   *
   * @param file its name as the user gave it
   * @param understood how it will be read, on one line
   * @param samples its first readings as they were understood, a line each
   */
  void examined(String file, String understood, List<String> samples);

  /** A file was left, as a whole or from some row on; called only where that is wanted. */
  void failed(String file, String why);

  /**
   * Reading begins; {@code bytes} is how much there is in all files together, 0 when nobody knows.
   */
  void started(long bytes);

  /** That many bytes and rows have been read since the start. */
  void advanced(long bytes, long rows);

  /** Reading has ended, whether well or not. */
  @Override
  void close();

  /** For those who do not want to know. */
  static ReplayProgress none() {
    return new ReplayProgress() {
      @Override
      public void examined(String file, String understood, List<String> samples) {}

      @Override
      public void failed(String file, String why) {}

      @Override
      public void started(long bytes) {}

      @Override
      public void advanced(long bytes, long rows) {}

      @Override
      public void close() {}
    };
  }
}
