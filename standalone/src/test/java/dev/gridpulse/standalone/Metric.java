package dev.gridpulse.standalone;

import java.util.regex.Pattern;

/** Reads Prometheus' text. */
final class Metric {
  private Metric() {}

  /** The sum of the samples of that name, whatever their labels; 0 when there are none. */
  static double sum(String text, String name) {
    return Pattern.compile("^%s(?:\\{[^}]*})? (\\S+)$".formatted(name), Pattern.MULTILINE)
        .matcher(text)
        .results()
        .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
        .sum();
  }
}
