package dev.gridpulse.testing;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seeds of randomised tests: drawn, said in the log, and replayed with an environment variable. */
public final class Seeds {
  /** Its value is the seed of every randomised test. */
  public static final String VARIABLE = "GRIDPULSE_TEST_SEED";

  private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);

  private Seeds() {}

  /**
   * A generator with the seed of {@link #VARIABLE} or, where that is not set, one that was drawn.
   *
   * @param test whose it is, for the log
   */
  public static Random random(String test) {
    String given = System.getenv(VARIABLE);
    long seed =
        given == null || given.isBlank()
            ? RandomGenerator.getDefault().nextLong(1_000_000_000)
            : Long.parseLong(given.strip());
    LOG.info("Replay {} with {}={}", test, VARIABLE, seed);
    return new Random(seed);
  }
}
