package dev.gridpulse.model;

import java.util.Optional;

/**
 * The rule for a sensor's name, which is its identity: 1 to 200 characters, no control characters.
 */
public final class SensorName {
  /** The longest name, in Unicode code points. */
  public static final int MAX_LENGTH = 200;

  private SensorName() {}

  /** What is wrong with {@code name}, or empty when nothing is. */
  public static Optional<String> problem(String name) {
    int length = name.codePointCount(0, name.length());
    if (length == 0) {
      return Optional.of("the sensor's name is empty");
    }
    if (length > MAX_LENGTH) {
      return Optional.of(
          "the sensor's name has "
              + length
              + " characters, at most "
              + MAX_LENGTH
              + " are allowed");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c)) {
        return Optional.of(
            "the sensor's name has a control character (U+%04X) at position %d"
                .formatted((int) c, i + 1));
      }
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < name.length()
            && Character.isLowSurrogate(name.charAt(i + 1))) {
          i++;
        } else {
          return Optional.of(
              "the sensor's name has half a surrogate pair at position %d".formatted(i + 1));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The name itself.
   *
   * @throws IllegalArgumentException with {@link #problem} as its message
   */
  public static String require(String name) {
    problem(name)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return name;
  }
}
