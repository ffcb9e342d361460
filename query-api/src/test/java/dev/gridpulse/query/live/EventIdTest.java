package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
  private static final int TOPIC =
      EventId.topic(UUID.fromString("9c1caaf7-5e87-46ed-88da-f4016b4013ef"));
  private static final EventId ID =
      new EventId(TOPIC, new long[] {0, 1, 127, 128, 1L << 40, 5}, 4, 17, 1_780_000_000_000L);

  @Test
  void aTextIsReadAsItWasWritten() {
    EventId read = EventId.parse(ID.toString()).orElseThrow();
    assertThat(read.topic()).isEqualTo(TOPIC);
    assertThat(read.offsets()).containsExactly(0, 1, 127, 128, 1L << 40, 5);
    assertThat(read.partition()).isEqualTo(4);
    assertThat(read.index()).isEqualTo(17);
    assertThat(read.aggregatesTime()).isEqualTo(1_780_000_000_000L);
    assertThat(read).isEqualTo(ID).hasSameHashCodeAs(ID);
    assertThat(read.skip(4)).isEqualTo(17);
    assertThat(read.skip(3)).isZero();
    assertThat(read.needs(4)).as("a record that has passed in part").isEqualTo((1L << 40) + 1);
  }

  @Test
  void itIsShortAndFitForAHeader() {
    assertThat(ID.toString()).hasSizeLessThan(64).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "12", "null", "AQ", "====", "ä", "AAAAAAAAAAAAAAAAAAAAAAAA"})
  void whatWasNotMadeHereIsNoId(String text) {
    assertThat(EventId.parse(text)).isEmpty();
  }

  @Test
  void whatIsCutOrChangedIsNoId() {
    String text = ID.toString();
    for (int length = 0; length < text.length(); length++) {
      assertThat(EventId.parse(text.substring(0, length))).isEmpty();
    }
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      char[] chars = text.toCharArray();
      int at = random.nextInt(chars.length - 1);
      char other = (char) ('a' + random.nextInt(26));
      if (chars[at] != other) {
        chars[at] = other;
        assertThat(EventId.parse(new String(chars))).isEmpty();
      }
    }
  }
}
