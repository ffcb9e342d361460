package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AggregateTest {

  @Test
  void takesTheMiddleValueOfAnOddCount() {
    assertThat(of(5, 1, 9).median()).isEqualTo(5);
    assertThat(of(7).median()).isEqualTo(7);
  }

  @Test
  void takesThePointBetweenTheMiddleValuesOfAnEvenCount() {
    assertThat(of(4, 1).median()).isEqualTo(2.5);
    assertThat(of(9, 1, 2, 4).median()).isEqualTo(3);
    // As percentile_cont computes it, which the mean of the two is not.
    assertThat(of(0.1, 0.7).median()).isEqualTo(0.1 + 0.5 * (0.7 - 0.1));
    assertThat(of(-1e100, 1e100, 1e100, -1e100).median()).isZero();
  }

  @Test
  void addsInOrderOfTime() {
    // Added in any other order the small values would not be lost.
    assertThat(of(1e100, 1, -1e100, 2).mean()).isEqualTo(0.5);
    assertThat(of(1, 2, 1e100, -1e100).mean()).isEqualTo(0);
  }

  @Test
  void doesNotOverflowOnTheLargestValues() {
    double[] values = new double[900_000];
    Arrays.fill(values, ReadingDecoder.MAX_VALUE);

    Aggregate aggregate = of(values);

    assertThat(aggregate.mean()).isBetween(0.999e100, 1.001e100);
    assertThat(aggregate.median()).isEqualTo(1e100);
  }

  @Test
  void keepsMinusZeroAsTheDatabaseDoes() {
    Aggregate aggregate = of(-0.0);

    assertThat(aggregate).isEqualTo(new Aggregate(0, 1, -0.0, -0.0, -0.0, -0.0, Digest.of(0, 0.0)));
  }

  @Test
  void looksAtNothingOutsideItsWindow() {
    long[] timestamps = {0, 1, 2, 3, 4};
    double[] values = {1e9, 3, 1, 2, -1e9};

    Aggregate aggregate = Aggregate.of(1, timestamps, values, 1, 4);

    long digest = Digest.of(1, 3) + Digest.of(2, 1) + Digest.of(3, 2);
    assertThat(aggregate).isEqualTo(new Aggregate(1, 3, 2, 2, 1, 3, digest));
    assertThat(values).containsExactly(1e9, 3, 1, 2, -1e9);
  }

  @Test
  void agreesWithASecondComputation() {
    Random random = Samples.random();
    for (int i = 0; i < 5_000; i++) {
      int size = 1 + random.nextInt(40);
      double[] values = new double[size];
      for (int v = 0; v < size; v++) {
        values[v] = random.nextBoolean() ? Samples.readingValue(random) : random.nextInt(5);
      }

      assertThat(of(values)).isEqualTo(second(values));
    }
  }

  @Test
  void isOfOneReadingAtLeast() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Aggregate(0, 0, 0, 0, 0, 0, 0));
  }

  /** The window of these values at the timestamps 0, 1, 2… */
  private static Aggregate of(double... values) {
    long[] timestamps = new long[values.length];
    for (int i = 0; i < timestamps.length; i++) {
      timestamps[i] = i;
    }
    return Aggregate.of(0, timestamps, values, 0, values.length);
  }

  private static Aggregate second(double[] values) {
    List<Double> sorted = new ArrayList<>();
    double sum = -0.0; // which changes nothing that is added to it
    long digest = 0;
    for (int i = 0; i < values.length; i++) {
      sorted.add(values[i]);
      sum += values[i];
      digest += Digest.of(i, values[i]);
    }
    Collections.sort(sorted);
    while (sorted.size() > 2) {
      sorted.removeFirst();
      sorted.removeLast();
    }
    double median =
        sorted.size() == 1
            ? sorted.getFirst()
            : sorted.getFirst() + (sorted.getLast() - sorted.getFirst()) * 0.5;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return new Aggregate(0, values.length, sum / values.length, median, min, max, digest);
  }
}
