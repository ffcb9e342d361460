package dev.gridpulse.aggregator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/**
 * The bytes in the changelog of the open quarter-hours. A new version starts with the state that
 * the old one left there: if it reads other bytes than were written, it takes them for readings
 * that nobody sent, and no error says so. Change these texts only together with a way to carry the
 * state over.
 */
class StoredStateTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final long MINUTE = Instant.parse("2026-03-01T10:07:00Z").toEpochMilli();

  private static final String SEGMENT =
      """
      0000000000000005
      0000000000000109
      0000000000000007
      1801
      0001 3ff8000000000000
      1388 c008000000000000
      ea5f 54b249ad2594c37d
      """
          .replaceAll("\\s", "");

  private static final String KEY =
      """
      5ac3a4686c65722037
      0000019ca8dd95a0
      """
          .replaceAll("\\s", "");

  @Test
  void writesTheBytesOfAMinuteAsEveryVersionBefore() {
    MinuteSegment segment = segment();

    assertThat(HEX.formatHex(segment.toBytes())).isEqualTo(SEGMENT);
  }

  @Test
  void readsTheBytesOfAMinuteThatAnyVersionWrote() {
    MinuteSegment segment = MinuteSegment.of(MINUTE, HEX.parseHex(SEGMENT));

    long[] timestamps = new long[3];
    double[] values = new double[3];
    assertThat(segment.copyTo(timestamps, values, 0)).isEqualTo(3);
    assertThat(timestamps).containsExactly(MINUTE + 1, MINUTE + 5000, MINUTE + 59_999);
    assertThat(values).containsExactly(1.5, -3.0, 1e100);
    assertThat(segment.opened()).isEqualTo(5);
    assertThat(segment.upTo()).isEqualTo(265);
    assertThat(segment.quarterEmitted()).isEqualTo(7);
    assertThat(segment.hasUnemitted()).isTrue();
  }

  @Test
  void namesTheKeyOfAMinuteAsEveryVersionBefore() {
    QuarterKey quarter =
        new QuarterKey("Zähler 7", Instant.parse("2026-03-01T10:00:00Z").toEpochMilli());

    Bytes key = quarter.segmentKey(MINUTE);

    assertThat(HEX.formatHex(key.get())).isEqualTo(KEY);
    assertThat(QuarterKey.ofSegment(Bytes.wrap(HEX.parseHex(KEY)))).isEqualTo(quarter);
    assertThat(QuarterKey.minuteStart(key)).isEqualTo(MINUTE);
  }

  /** The windows of the first and the last 5 s and of the minute are still to be emitted. */
  private static MinuteSegment segment() {
    MinuteSegment segment = MinuteSegment.empty(MINUTE, 5);
    segment.put(MINUTE + 59_999, 1e100);
    segment.put(MINUTE + 5_000, -3.0);
    segment.put(MINUTE + 1, 1.5);
    segment.takeUnemitted(MINUTE + 5_000, MINUTE + 10_000, new Emission());
    segment.quarterEmitted(7);
    segment.touchedBy(265);
    return segment;
  }
}
