package dev.gridpulse.generator.noise;

/** Periodic curves. {@link Math#cos} may differ from machine to machine by its last bit. */
public final class Waves {
  private Waves() {}

  /**
   * About the cosine (error below 0.002), by Bhaskara's formula of the 7th century.
   *
   * @param turns the angle, 1 is a full turn
   */
  public static double cosine(double turns) {
    double x = turns + 0.25;
    x -= Math.floor(x);
    double half = x < 0.5 ? 2 * x : 2 * x - 1;
    double arch = half * (1 - half);
    double sine = 16 * arch / (5 - 4 * arch);
    return x < 0.5 ? sine : -sine;
  }
}
