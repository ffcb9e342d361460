package dev.gridpulse.generator.home;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/** Where homes stand; each town has a weather of its own. */
public enum Town {
  BERLIN("Europe/Berlin", 52.52, 13.40),
  FREIBURG("Europe/Berlin", 47.99, 7.85),
  HAMBURG("Europe/Berlin", 53.55, 9.99),
  LEIPZIG("Europe/Berlin", 51.34, 12.37),
  COLOGNE("Europe/Berlin", 50.94, 6.96),
  ZURICH("Europe/Zurich", 47.38, 8.54),
  BERNE("Europe/Zurich", 46.95, 7.45),
  LAUSANNE("Europe/Zurich", 46.52, 6.63),
  VIENNA("Europe/Vienna", 48.21, 16.37),
  GRAZ("Europe/Vienna", 47.07, 15.44),
  LINZ("Europe/Vienna", 48.31, 14.29);

  private final String zone;
  private final double latitude;
  private final double longitude;

  Town(String zone, double latitude, double longitude) {
    this.zone = zone;
    this.latitude = latitude;
    this.longitude = longitude;
  }

  /** Degrees north. */
  public double latitude() {
    return latitude;
  }

  /** Degrees east. */
  public double longitude() {
    return longitude;
  }

  /** The towns of a zone, of which there may be none. */
  public static List<Town> in(ZoneId zone) {
    return Arrays.stream(values()).filter(town -> town.zone.equals(zone.getId())).toList();
  }
}
