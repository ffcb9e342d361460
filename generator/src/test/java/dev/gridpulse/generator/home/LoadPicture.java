package dev.gridpulse.generator.home;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Draws what homes draw, as SVG: the mean course of a day, and one home's day by the minute. */
final class LoadPicture {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 260;
  private static final int LEFT = 60;
  private static final int TOP = 40;
  private static final int HOMES = 100;
  private static final LocalDate JUNE_DAY = LocalDate.of(2025, 6, 10);

  private final StringBuilder svg = new StringBuilder();

  private LoadPicture() {}

  static String svg() {
    LoadPicture picture = new LoadPicture();
    picture.svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="1000" height="720" viewBox="0 0 1000 720" font-family="sans-serif" font-size="13">
        <rect width="1000" height="720" fill="white"/>
        """);
    picture.means();
    picture.oneHome();
    return picture.svg.append("</svg>\n").toString();
  }

  private void means() {
    Homes homes = new Homes(1, LoadStatistics.BERLIN);
    List<Household> plain =
        IntStream.rangeClosed(1, HOMES)
            .mapToObj(homes::home)
            .filter(home -> !home.traits().heatPump() && home.traits().solarPeak() == 0)
            .toList();
    axes(
        0,
        "Mean of %d homes without heat pump and solar panels, W".formatted(plain.size()),
        0,
        1_000);
    line(
        0,
        mean(plain, day -> isWorkday(day) && winter(day)),
        0,
        1_000,
        "#1f77b4",
        "winter workday",
        0);
    line(
        0,
        mean(plain, day -> !isWorkday(day) && winter(day)),
        0,
        1_000,
        "#ff7f0e",
        "winter weekend",
        1);
    line(
        0,
        mean(plain, day -> isWorkday(day) && summer(day)),
        0,
        1_000,
        "#2ca02c",
        "summer workday",
        2);
  }

  private void oneHome() {
    Household home = new Homes(1, LoadStatistics.BERLIN).home(10);
    double[] watts =
        LoadStatistics.day(home, JUNE_DAY.atStartOfDay(LoadStatistics.BERLIN).toInstant());
    axes(
        350,
        "Home 10 of seed 1 on %s, %d persons and %d W of solar panels, minute by minute, W"
            .formatted(JUNE_DAY, home.traits().persons(), home.traits().solarPeak()),
        -3_000,
        5_000);
    line(350, watts, -3_000, 5_000, "#1f77b4", "taken from the grid", 0);
  }

  private static double[] mean(List<Household> homes, Predicate<ZonedDateTime> days) {
    return LoadStatistics.profile(homes, days);
  }

  private void axes(int offset, String title, int lowest, int highest) {
    text(LEFT, offset + 25, title);
    for (int step = 0; step <= 4; step++) {
      int watts = lowest + (highest - lowest) * step / 4;
      int y = y(offset, watts, lowest, highest);
      append(
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>"
              .formatted(LEFT, y, LEFT + WIDTH, y));
      text(8, y + 4, Integer.toString(watts));
    }
    for (int hour = 0; hour <= 24; hour += 3) {
      text(LEFT + WIDTH * hour / 24 - 12, offset + TOP + HEIGHT + 18, "%02d:00".formatted(hour));
    }
  }

  private void line(
      int offset, double[] watts, int lowest, int highest, String colour, String name, int place) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < watts.length; i++) {
      points.append(LEFT + (WIDTH * i + WIDTH / 2) / watts.length);
      points.append(',').append(y(offset, Math.round(watts[i]), lowest, highest)).append(' ');
    }
    append(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.3\" points=\"%s\"/>"
            .formatted(colour, points.toString().strip()));
    append(
        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>"
            .formatted(LEFT + 12, offset + TOP + 16 + 17 * place, colour, name));
  }

  private static int y(int offset, long watts, int lowest, int highest) {
    long inside = Math.clamp(watts, lowest, highest);
    return offset + TOP + (int) ((highest - inside) * HEIGHT / (highest - lowest));
  }

  private void text(int x, int y, String text) {
    append("<text x=\"%d\" y=\"%d\" fill=\"#444\">%s</text>".formatted(x, y, text));
  }

  private void append(String element) {
    svg.append(element).append('\n');
  }

  private static boolean isWorkday(ZonedDateTime day) {
    return day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
  }

  private static boolean winter(ZonedDateTime day) {
    return day.getMonthValue() <= 2;
  }

  private static boolean summer(ZonedDateTime day) {
    return day.getMonthValue() == 6;
  }
}
