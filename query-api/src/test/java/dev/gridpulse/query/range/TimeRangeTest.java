package dev.gridpulse.query.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeRangeTest {
  @Test
  void holdsTheWholeMillisecondsWithin() {
    assertThat(
            TimeRange.of(
                Instant.parse("1970-01-01T00:00:00.0001Z"),
                Instant.parse("1970-01-01T00:00:00.0029Z")))
        .isEqualTo(new TimeRange(1, 2));
  }

  @Test
  void mayHoldNothing() {
    TimeRange range =
        TimeRange.of(
            Instant.parse("1970-01-01T00:00:00.0001Z"), Instant.parse("1970-01-01T00:00:00.0002Z"));
    assertThat(range).isEqualTo(new TimeRange(1, 0));
  }

  @Test
  void neverEndsBeforeItStarts() {
    assertThatThrownBy(() -> TimeRange.of(Instant.ofEpochMilli(1), Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
