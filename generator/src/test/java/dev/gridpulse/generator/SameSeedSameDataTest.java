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
    assertSameHoweverItIsSplit(DayDigest.fleet(shape));
  }

  @Test
  void aDayOfMetersIsTheSameHoweverItIsSplitIntoHistoryAndLive() {
    assertSameHoweverItIsSplit(DayDigest.meters());
  }

  private static void assertSameHoweverItIsSplit(Fleet fleet) {
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
    long household = DayDigest.of(DayDigest.fleet(Shape.HOUSEHOLD), DAY);
    assertSameInAnotherProcess("household", household, "-Xint");
    assertSameInAnotherProcess("household", household, "-XX:TieredStopAtLevel=4");

    long meters = DayDigest.of(DayDigest.meters(), DAY);
    assertSameInAnotherProcess("meters", meters, "-XX:TieredStopAtLevel=1");
    long frequency = DayDigest.of(DayDigest.fleet(Shape.GRID_FREQUENCY), DAY);
    assertSameInAnotherProcess("grid-frequency", frequency, "-XX:TieredStopAtLevel=1");
  }

  private static void assertSameInAnotherProcess(String what, long digest, String option) {
    try (ChildJvm child =
        ChildJvm.start(DayDigest.class, List.of(option), Map.of(), List.of(what))) {
      child.awaitOutput("digest " + digest + "$", Duration.ofSeconds(90));
    }
  }
}
