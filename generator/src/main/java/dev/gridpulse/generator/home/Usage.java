package dev.gridpulse.generator.home;

import java.util.Locale;

/** What electricity is used for in a home. */
public enum Usage {
  /** Router, chargers, alarm, controls: what never rests. */
  STANDBY,
  /** Fridge and freezer. */
  FRIDGE,
  /** Warm water from an electric boiler, mostly heated at night. */
  WATER_HEATER,
  /** Hob, oven, kettle, coffee. */
  COOKING,
  /** Washing machine, dryer, dishwasher. */
  WASHING,
  LIGHTING,
  /** Television, computers, vacuum cleaner. */
  ENTERTAINMENT,
  /** A heat pump, or the pump of another heating. */
  HEATING,
  /** What panels on the roof produce, as a negative number. */
  SOLAR;

  /** The name for people, such as {@code water heater}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
