package dev.gridpulse.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The growth figures as bars, in SVG. */
final class Pictures {
  private static final int WIDTH = 640;
  private static final int BAR = 34;
  private static final int TOP = 44;
  private static final int LEFT = 110;
  private static final int LONGEST = 360;

  private record Picture(String prefix, String title) {}

  private static final List<Picture> ALL =
      List.of(
          new Picture(
              "growth.sensors.", "Aggregator: readings/s by number of sensors, same total rate"),
          new Picture(
              "growth.partitions.", "Aggregator: readings/s by number of partitions and threads"),
          new Picture(
              "growth.history.",
              "API: the last day by the minute, requests/s by length of history"));

  private Pictures() {}

  /** Writes a picture for each kind of growth that is among the results. */
  static void write(Path folder, List<Result> results) throws IOException {
    Files.createDirectories(folder);
    for (Picture picture : ALL) {
      List<Result> bars =
          results.stream().filter(each -> each.name().startsWith(picture.prefix())).toList();
      if (!bars.isEmpty()) {
        String name = picture.prefix().substring(0, picture.prefix().length() - 1);
        Files.writeString(
            folder.resolve(name.replace('.', '-') + ".svg"), svg(picture, bars) + "\n");
      }
    }
  }

  private static String svg(Picture picture, List<Result> bars) {
    double most = bars.stream().mapToDouble(Result::measured).max().orElse(1);
    int height = TOP + bars.size() * BAR + 12;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="14" y="26" font-size="15" fill="#222">%s</text>
        """
            .formatted(WIDTH, height, picture.title()));
    for (int i = 0; i < bars.size(); i++) {
      Result bar = bars.get(i);
      int y = TOP + i * BAR;
      svg.append(
          String.format(
              Locale.ROOT,
              """
              <text x="%d" y="%d" text-anchor="end" fill="#222">%s</text>
              <rect x="%d" y="%d" width="%.1f" height="%d" fill="#2f6f9f"/>
              <text x="%.1f" y="%d" fill="#222">%,.0f (%.2f)</text>
              """,
              LEFT - 10,
              y + 19,
              label(picture, bar),
              LEFT,
              y + 4,
              LONGEST * bar.measured() / most,
              BAR - 12,
              LEFT + 8 + LONGEST * bar.measured() / most,
              y + 19,
              bar.measured(),
              bar.ratio()));
    }
    return svg.append("</svg>").toString();
  }

  private static String label(Picture picture, Result bar) {
    String text = bar.name().substring(picture.prefix().length()).replace('-', ' ');
    return text.chars().allMatch(Character::isDigit)
        ? String.format(Locale.ROOT, "%,d", Integer.parseInt(text))
        : text;
  }
}
