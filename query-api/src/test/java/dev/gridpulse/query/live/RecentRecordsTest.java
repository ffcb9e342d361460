package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentRecordsTest {
  private final RecentRecords recent = new RecentRecords(50_000, 10);

  @Test
  void itKnowsFromWhereToWhereItHasEverything() {
    assertThat(recent.first()).isEqualTo(10);
    assertThat(recent.next()).isEqualTo(10);
    add(10, "a");
    add(12, "b");
    recent.readUpTo(15);
    assertThat(recent.first()).isEqualTo(10);
    assertThat(recent.next()).isEqualTo(15);
    RecentRecords.Found found = found(11, Set.of("a", "b"));
    assertThat(found.records()).extracting(RecentRecord::offset).containsExactly(12L);
    assertThat(found.next()).isEqualTo(15);
    assertThat(found(10, Set.of("a")).records()).hasSize(1);
    assertThat(found(15, Set.of("a")).records()).isEmpty();
  }

  @Test
  void itHoldsNoMoreBytesThanItMay() {
    for (long offset = 10; offset < 100_000; offset++) {
      add(offset, "s" + offset % 7);
    }
    long first = recent.first();
    assertThat(recent.next()).isEqualTo(100_000);
    assertThat(first).isBetween(99_000L, 99_999L);
    Set<String> all = Set.of("s0", "s1", "s2", "s3", "s4", "s5", "s6");
    RecentRecords.Found found = found(first, all);
    assertThat(found.records()).hasSize((int) (100_000 - first));
    assertThat(found.records().stream().mapToInt(RecentRecord::size).sum()).isLessThan(50_000);
    assertThat(found.records().getFirst().offset()).isEqualTo(first);
  }

  @Test
  void whatIsGoneIsNotPassedOver() {
    for (long offset = 10; offset < 1_000; offset++) {
      add(offset, "a");
    }
    assertThat(recent.from(recent.first() - 1, Set.of("a"), Long.MAX_VALUE)).isEmpty();
    assertThat(recent.from(recent.first(), Set.of("a"), Long.MAX_VALUE)).isPresent();
  }

  @Test
  void portionsFollowOnEachOther() {
    for (long offset = 10; offset < 100; offset++) {
      add(offset, offset % 3 == 0 ? "a" : "b");
    }
    List<Long> offsets = new ArrayList<>();
    int portions = 0;
    for (long next = 10; next < 100; portions++) {
      RecentRecords.Found found = recent.from(next, Set.of("a"), 500).orElseThrow();
      found.records().forEach(record -> offsets.add(record.offset()));
      next = found.next();
    }
    assertThat(portions).isGreaterThan(3);
    assertThat(offsets).hasSize(30).first().isEqualTo(12L);
    assertThat(offsets).doesNotHaveDuplicates().isSorted().last().isEqualTo(99L);
  }

  @Test
  void aTimeIsFoundAndWhetherItReachesBackToIt() {
    for (long offset = 10; offset < 20; offset++) {
      add(offset, "a");
    }
    assertThat(recent.reachesBackTo(1_010)).as("nothing older is here").isFalse();
    assertThat(recent.reachesBackTo(1_011)).isTrue();
    assertThat(recent.firstSince(1_015)).isEqualTo(15);
    assertThat(recent.firstSince(0)).isEqualTo(10);
    assertThat(new RecentRecords(1, 0).reachesBackTo(5)).as("from the first one on").isTrue();
  }

  private void add(long offset, String sensor) {
    recent.add(new RecentRecord(offset, 1_000 + offset, sensor, new byte[100]));
  }

  private RecentRecords.Found found(long offset, Set<String> sensors) {
    return recent.from(offset, sensors, Long.MAX_VALUE).orElseThrow();
  }
}
