package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DigestTest {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  @Test
  void isTheSameInWhateverOrderReadingsCome() {
    Random random = Samples.random();
    for (int i = 0; i < 500; i++) {
      List<Reading> readings = readings(random);
      long digest = digest(readings);

      Collections.shuffle(readings, random);

      assertThat(digest(readings)).isEqualTo(digest);
    }
  }

  @Test
  void changesWithEveryBitOfOneValueOrTimestamp() {
    Random random = Samples.random();
    int changes = 0;
    for (int i = 0; i < 500; i++) {
      List<Reading> readings = readings(random);
      long digest = digest(readings);
      int at = random.nextInt(readings.size());
      Reading one = readings.get(at);
      for (int bit = 0; bit < Long.SIZE; bit++) {
        readings.set(at, new Reading("s", one.timestamp() ^ (1L << bit), one.value()));
        assertThat(digest(readings)).isNotEqualTo(digest);

        double value = Double.longBitsToDouble(Double.doubleToLongBits(one.value()) ^ (1L << bit));
        if (Double.isFinite(value) && value != one.value()) {
          readings.set(at, new Reading("s", one.timestamp(), value));
          assertThat(digest(readings)).isNotEqualTo(digest);
          changes++;
        }
      }
    }
    assertThat(changes).isGreaterThan(10_000);
  }

  @Test
  void tellsWhichValueIsOfWhichTime() {
    // A linear mix would add up to the same.
    assertThat(Digest.of(1, 10) + Digest.of(2, 20))
        .isNotEqualTo(Digest.of(1, 20) + Digest.of(2, 10));
    assertThat(Digest.of(1, 10) + Digest.of(4, 20))
        .isNotEqualTo(Digest.of(2, 10) + Digest.of(3, 20));
    assertThat(Digest.of(1, 10) + Digest.of(2, 20))
        .isNotEqualTo(Digest.of(1, 15) + Digest.of(2, 15));
  }

  @Test
  void takesMinusZeroForZero() {
    assertThat(Digest.of(7, -0.0)).isEqualTo(Digest.of(7, 0.0));
    assertThat(Digest.of(7, Double.MIN_VALUE)).isNotEqualTo(Digest.of(7, 0.0));
  }

  @Test
  void staysWhatIsStored() {
    // Computed elsewhere. A change here would make every stored window look wrong.
    assertThat(Digest.of(0, 0)).isEqualTo(0x48218226ff3cd4bfL);
    assertThat(Digest.of(1620000000000L, 49.99)).isEqualTo(0x375fd4a357075c61L);
  }

  @Test
  void isTheMixOfTheJdksOwnGenerator() {
    Random random = Samples.random();
    for (int i = 0; i < 10_000; i++) {
      long timestamp = random.nextLong();
      double value = Samples.finite(random);
      long bits = value == 0 ? 0 : Double.doubleToLongBits(value);

      long expected = mix((mix(timestamp + GOLDEN_GAMMA) ^ bits));

      assertThat(Digest.of(timestamp, value)).isEqualTo(expected);
    }
  }

  /** SplittableRandom's first number is the mix of its seed plus the golden gamma. */
  private static long mix(long z) {
    return new SplittableRandom(z - GOLDEN_GAMMA).nextLong();
  }

  private static long digest(List<Reading> readings) {
    return readings.stream().mapToLong(r -> Digest.of(r.timestamp(), r.value())).sum();
  }

  private static List<Reading> readings(Random random) {
    List<Reading> readings = new ArrayList<>();
    for (int size = 2 + random.nextInt(20); size > 0; size--) {
      readings.add(
          new Reading("s", random.nextLong(4_000_000_000_000L), Samples.readingValue(random)));
    }
    return readings;
  }
}
