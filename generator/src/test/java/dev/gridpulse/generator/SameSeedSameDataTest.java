package dev.gridpulse.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.testing.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hash over a day at 1 s, 23 hours of local time, of ten sensors (four colours). */
class SameSeedSameDataTest {
  private static final int DAY = 86_400;

  @ParameterizedTest
  @EnumSource
  void aDayIsTheSameHoweverItIsSplitIntoHistoryAndLive(Shape shape) {
    Fleet fleet = DayDigest.fleet(shape);

    long history = DayDigest.of(fleet, DAY);

    assertThat(DayDigest.of(fleet, DAY)).as("once more").isEqualTo(history);
    assertThat(DayDigest.of(fleet, 0)).as("live").isEqualTo(history);
    assertThat(DayDigest.of(fleet, 40_001)).as("both").isEqualTo(history);
  }

  @Test
  void aDayIsTheSameWhenTwoProcessesShareTheSensors() {
    long all = DayDigest.of(DayDigest.fleet(Shape.HOUSEHOLD), DAY);

    long first = DayDigest.of(DayDigest.fleet(Shape.HOUSEHOLD, 1, 4), DAY);
    long second = DayDigest.of(DayDigest.fleet(Shape.HOUSEHOLD, 5, 6), DAY);

    assertThat(first + second).isEqualTo(all);
  }

  /** The other process is only interpreted, or compiled by another compiler. */
  @Test
  void aDayIsTheSameInAnotherProcess() {
    long here = DayDigest.of(DayDigest.fleet(Shape.HOUSEHOLD), DAY);

    for (String option : List.of("-Xint", "-XX:TieredStopAtLevel=4")) {
      try (ChildJvm child =
          ChildJvm.start(DayDigest.class, List.of(option), Map.of(), List.of("household"))) {
        child.awaitOutput("digest " + here + "$", Duration.ofSeconds(90));
      }
    }
  }
}
