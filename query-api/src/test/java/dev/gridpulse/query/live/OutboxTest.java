package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox(3);
  private int number;

  @Test
  void whatFitsComesOutAsItWentIn() {
    add("a", 1);
    add("b", 2);
    add("a", 3);
    assertThat(outbox.free()).isZero();
    assertThat(take())
        .containsExactly("id: 1\nd: {a1}\n\n", "id: 2\nd: {b2}\n\n", "id: 3\nd: {a3}\n\n");
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.free()).isEqualTo(3);
  }

  @Test
  void whoIsLateGetsTheLatestOfEachAndACount() {
    int skipped = 0;
    skipped += add("a", 1);
    skipped += add("b", 2);
    skipped += add("a", 3);
    skipped += add("a", 4);
    skipped += add("c", 5);
    skipped += add("a", 6);
    assertThat(skipped).isEqualTo(3);
    assertThat(outbox.size()).isEqualTo(3);
    assertThat(take())
        .containsExactly("d: {b2}\n\n", "d: {c5}\n\n", "id: 6\nd: {a6,\"skipped\":3}\n\n");
    add("a", 7);
    assertThat(take()).containsExactly("id: 7\nd: {a7}\n\n");
  }

  @Test
  void whoIsCutOffAmongThemResumesBeforeAllThatTheyStandFor() {
    add("a", 1);
    add("b", 2);
    add("a", 3);
    add("a", 4);
    assertThat(outbox.take(1)).containsExactly("d: {b2}\n\n".getBytes(StandardCharsets.US_ASCII));
    add("b", 5);
    assertThat(take()).containsExactly("d: {a4,\"skipped\":2}\n\n", "id: 5\nd: {b5}\n\n");
  }

  @Test
  void whatCameTogetherIsCountedAsIfItHadComeOneByOne() {
    Outbox oneByOne = new Outbox(3);
    Outbox together = new Outbox(3);
    for (int record = 0; record < 5; record++) {
      List<LiveEvent> events = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        events.add(event("s" + record % 2, i == 1 ? 100 + record : record));
      }
      int skipped = events.stream().mapToInt(oneByOne::add).sum();
      assertThat(together.addAll(events, events.get(1))).isEqualTo(skipped);
      assertThat(together.size()).isEqualTo(oneByOne.size());
    }
    assertThat(together.take(1_000_000))
        .usingElementComparator(Arrays::compare)
        .isEqualTo(oneByOne.take(1_000_000));
  }

  @Test
  void theLatestIsTheOneOfTheLatestTimeAndTheIdThatOfTheLastOne() {
    add("a", 9);
    add("a", 1);
    add("a", 2);
    add("a", 3);
    assertThat(take()).containsExactly("id: 4\nd: {a9,\"skipped\":3}\n\n");
  }

  @Test
  void itHoldsNoMoreThanItsLimitAndOneForEachSeries() {
    for (int i = 0; i < 100_000; i++) {
      add("s" + i % 5, i);
    }
    assertThat(outbox.size()).isEqualTo(5);
    assertThat(take()).hasSize(5).last().asString().endsWith("\"skipped\":19999}\n\n");
  }

  @Test
  void portionsAreWholeEvents() {
    add("a", 1);
    add("b", 2);
    outbox.addNotice("n\n\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(outbox.take(1)).hasSize(1);
    assertThat(outbox.take(1)).hasSize(1);
    assertThat(outbox.take(1_000)).hasSize(1);
    assertThat(outbox.take(1_000)).isEmpty();
  }

  private int add(String series, long time) {
    return outbox.add(event(series, time));
  }

  private LiveEvent event(String series, long time) {
    number++;
    String id = "id: " + number + "\n";
    String all = id + "d: {" + series + time + "}\n\n";
    return new LiveEvent(all.getBytes(StandardCharsets.US_ASCII), id.length(), series, time);
  }

  private List<String> take() {
    return outbox.take(1_000_000).stream()
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .toList();
  }
}
