package dev.gridpulse.ingest.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream that is opened again where it broke off. */
final class ResumedStream extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger(ResumedStream.class);

  /** Failures in a row, without a byte between them. */
  private static final int MOST_FAILURES = 6;

  private static final long FIRST_PAUSE_NANOS = 200_000_000;

  private final Opener opener;
  private @Nullable InputStream in;
  private long offset;
  private int failures;

  /** Opens the content. */
  interface Opener {
    /** From that offset on. */
    InputStream at(long offset) throws IOException;
  }

  ResumedStream(Opener opener) {
    this.opener = opener;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    while (true) {
      try {
        InputStream open = in == null ? opener.at(offset) : in;
        in = open;
        int read = open.read(target, from, length);
        offset += Math.max(read, 0);
        failures = 0;
        return read;
      } catch (IOException e) {
        closeQuietly();
        if (++failures == MOST_FAILURES) {
          throw e;
        }
        LOG.debug("Reading goes on at offset {}", offset, e);
        LockSupport.parkNanos(FIRST_PAUSE_NANOS << failures);
      }
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      LOG.debug("A stream that broke off could not be closed", e);
    }
  }

  @Override
  public void close() throws IOException {
    InputStream open = in;
    in = null;
    if (open != null) {
      open.close();
    }
  }
}
