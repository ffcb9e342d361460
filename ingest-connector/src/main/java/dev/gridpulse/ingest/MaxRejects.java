package dev.gridpulse.ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many rows may be rejected before a replay counts as failed. */
public sealed interface MaxRejects {
  /** One row in a hundred. */
  MaxRejects DEFAULT = new Share(1);

  /**
   * Whether the replay stops here. A share is judged at the end only.
   *
   * @param rejected rows rejected so far
   */
  boolean stopsAt(long rejected);

  /**
   * Whether a replay that ends so has failed.
   *
   * @param rows rows read
   * @param rejected those of them that were rejected
   */
  boolean isExceeded(long rows, long rejected);

  /** As the user writes it: {@code 100} or {@code 1%}. */
  String describe();

  /**
   * Reads {@code N} or {@code N%}.
   *
   * @throws IllegalArgumentException when it is neither, with a message for the user
   */
  static MaxRejects parse(String text) {
    Matcher matcher = Pattern.compile("(\\d{1,15}(\\.\\d{1,6})?)\\s*(%)?").matcher(text.strip());
    if (matcher.matches() && matcher.group(3) != null) {
      double percent = Double.parseDouble(matcher.group(1));
      if (percent <= 100) {
        return new Share(percent);
      }
    } else if (matcher.matches() && matcher.group(2) == null) {
      return new Count(Long.parseLong(matcher.group(1)));
    }
    throw new IllegalArgumentException(
        "\"%s\" is no limit; write a number of rows such as 100, or a share such as 1%%"
            .formatted(text));
  }

  /** A number of rows; the replay stops at the next one. */
  record Count(long rows) implements MaxRejects {
    public Count {
      if (rows < 0) {
        throw new IllegalArgumentException("a number of rows is not negative: " + rows);
      }
    }

    @Override
    public boolean stopsAt(long rejected) {
      return rejected > rows;
    }

    @Override
    public boolean isExceeded(long read, long rejected) {
      return rejected > rows;
    }

    @Override
    public String describe() {
      return Long.toString(rows);
    }
  }

  /** A share of all rows, in percent. */
  record Share(double percent) implements MaxRejects {
    public Share {
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException("a share is 0 % to 100 %: " + percent);
      }
    }

    @Override
    public boolean stopsAt(long rejected) {
      return false;
    }

    @Override
    public boolean isExceeded(long rows, long rejected) {
      return rejected * 100.0 > percent * rows;
    }

    @Override
    public String describe() {
      return (percent == Math.rint(percent) ? Long.toString((long) percent) : percent) + "%";
    }
  }
}
