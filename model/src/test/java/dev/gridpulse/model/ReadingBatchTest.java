package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ReadingBatchTest {

  @Test
  void keepsItsOwnCopyOfTheFirstReadings() {
    long[] timestamps = {1, 2, 3};
    double[] values = {10, 20, 30, 40};
    ReadingBatch batch = ReadingBatch.of("s", timestamps, values, 2);

    timestamps[0] = 9;
    values[0] = 9;

    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.reading(0)).isEqualTo(new Reading("s", 1, 10));
    assertThat(batch.reading(1)).isEqualTo(new Reading("s", 2, 20));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.value(2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> batch.timestamp(-1));
  }

  @Test
  void isNoLargerThanItsColumns() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ReadingBatch.of("s", new long[3], new double[2], 3));
  }

  @Test
  void equalsABatchOfTheSameReadings() {
    ReadingBatch batch = ReadingBatch.of("s", new long[] {1}, new double[] {10}, 1);

    assertThat(batch)
        .isEqualTo(ReadingBatch.of(new Reading("s", 1, 10)))
        .hasSameHashCodeAs(ReadingBatch.of(new Reading("s", 1, 10)))
        .isNotEqualTo(ReadingBatch.of(new Reading("t", 1, 10)))
        .isNotEqualTo(ReadingBatch.of(new Reading("s", 2, 10)))
        .isNotEqualTo(ReadingBatch.of(new Reading("s", 1, 11)))
        .isNotEqualTo(ReadingBatch.of("s", new long[0], new double[0], 0));
  }

  @Test
  void holdsFiniteReadingsOnly() {
    for (double value :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> new Reading("s", 1, value))
          .withMessageContaining("not finite");
    }
  }
}
