package dev.gridpulse.query.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.model.Resolution;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BucketsTest {
  private static final int LIMIT = 50_000;

  @Test
  void bothEndsOfARangeBelongToIt() throws TooManyBuckets {
    assertThat(count("30s", "UTC", "2021-05-02T10:00:00Z", "2021-05-02T10:01:00Z")).isEqualTo(3);
    assertThat(count("30s", "UTC", "2021-05-02T10:00:00Z", "2021-05-05T10:00:00Z"))
        .isEqualTo(8_641);
    assertThat(count("1s", "UTC", "2021-05-02T10:00:00Z", "2021-05-02T10:00:05Z")).isEqualTo(6);
  }

  @Test
  void theFirstBucketIsTheFirstThatBeginsInTheRange() throws TooManyBuckets {
    assertThat(starts("1h", "UTC", "2021-05-02T10:00:00.001Z", "2021-05-02T12:59:59Z"))
        .containsExactly("2021-05-02T11:00:00Z", "2021-05-02T12:00:00Z");
  }

  @Test
  void aRangeBetweenTwoStartsHasNoBucket() throws TooManyBuckets {
    for (Resolution resolution : Resolution.values()) {
      assertThat(
              count(
                  resolution.label(),
                  "Europe/Berlin",
                  "2021-05-02T10:00:00.001Z",
                  "2021-05-02T10:00:00.999Z"))
          .as(resolution.label())
          .isZero();
    }
  }

  @Test
  void aDayHas23Or25HoursWhereTheClockIsChanged() throws TooManyBuckets {
    assertThat(hours("1d", "Europe/Berlin", "2021-03-27T12:00:00Z", "2021-03-29T12:00:00Z"))
        .containsExactly(23L, 24L);
    assertThat(hours("1d", "Europe/Berlin", "2021-10-30T12:00:00Z", "2021-11-01T12:00:00Z"))
        .containsExactly(25L, 24L);
  }

  @Test
  void sixHoursBeginAtTheSameLocalTimesOnAnyDay() throws TooManyBuckets {
    assertThat(starts("6h", "Europe/Berlin", "2021-10-30T22:00:00Z", "2021-10-31T23:00:00Z"))
        .containsExactly(
            "2021-10-31T00:00:00+02:00",
            "2021-10-31T06:00:00+01:00",
            "2021-10-31T12:00:00+01:00",
            "2021-10-31T18:00:00+01:00",
            "2021-11-01T00:00:00+01:00");
    assertThat(hours("6h", "Europe/Berlin", "2021-10-30T22:00:00Z", "2021-10-31T22:00:00Z"))
        .containsExactly(7L, 6L, 6L, 6L);
  }

  @Test
  void weeksBeginOnMondayAndMonthsOnTheFirst() throws TooManyBuckets {
    assertThat(starts("1w", "Europe/Berlin", "2021-05-01T00:00:00Z", "2021-05-12T00:00:00Z"))
        .containsExactly("2021-05-03T00:00:00+02:00", "2021-05-10T00:00:00+02:00");
    assertThat(starts("1M", "Europe/Berlin", "2021-01-15T00:00:00Z", "2021-04-30T00:00:00Z"))
        .containsExactly(
            "2021-02-01T00:00:00+01:00", "2021-03-01T00:00:00+01:00", "2021-04-01T00:00:00+02:00");
    assertThat(hours("1M", "Europe/Berlin", "2021-02-01T00:00:00Z", "2021-03-15T00:00:00Z"))
        .containsExactly(31 * 24L - 1);
  }

  @Test
  void anHourIsAnHourOfTheLocalClock() throws TooManyBuckets {
    assertThat(starts("1h", "Asia/Kathmandu", "2021-05-02T00:00:00Z", "2021-05-02T02:00:00Z"))
        .containsExactly("2021-05-02T06:00:00+05:45", "2021-05-02T07:00:00+05:45");
  }

  @Test
  void halfAnHourOfSummerTimeCutsTheHourInWhichItComes() throws TooManyBuckets {
    // Lord Howe: 02:00+10:30 becomes 02:30+11:00, and 02:00+11:00 becomes 01:30+10:30.
    assertThat(starts("1h", "Australia/Lord_Howe", "2021-10-02T14:30:00Z", "2021-10-02T16:00:00Z"))
        .containsExactly(
            "2021-10-03T01:00:00+10:30", "2021-10-03T02:30:00+11:00", "2021-10-03T03:00:00+11:00");
    assertThat(starts("1h", "Australia/Lord_Howe", "2021-04-03T14:00:00Z", "2021-04-03T15:30:00Z"))
        .containsExactly(
            "2021-04-04T01:00:00+11:00", "2021-04-04T01:30:00+10:30", "2021-04-04T02:00:00+10:30");
    assertThat(starts("1h", "Australia/Lord_Howe", "2021-04-03T15:00:00Z", "2021-04-03T15:29:00Z"))
        .containsExactly("2021-04-04T01:30:00+10:30");
  }

  @Test
  void aDayThatTheZoneSkippedHasNoBucket() throws TooManyBuckets {
    assertThat(starts("1d", "Pacific/Apia", "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z"))
        .containsExactly(
            "2011-12-29T00:00:00-10:00", "2011-12-31T00:00:00+14:00", "2012-01-01T00:00:00+14:00");
  }

  @Test
  void aDayWithoutMidnightBeginsWithItsFirstInstant() throws TooManyBuckets {
    // In Beirut the clock went from 00:00 to 01:00 on 28 March 2021.
    assertThat(starts("1d", "Asia/Beirut", "2021-03-27T12:00:00Z", "2021-03-28T12:00:00Z"))
        .containsExactly("2021-03-28T01:00:00+03:00");
  }

  @ParameterizedTest
  @EnumSource(Resolution.class)
  void everyInstantLiesInOneBucketThatIsNotLongerThanItsName(Resolution resolution)
      throws TooManyBuckets {
    Random random = new Random(11);
    for (String zone :
        List.of(
            "UTC",
            "Europe/Berlin",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "America/St_Johns",
            "America/Caracas",
            "Africa/Monrovia",
            "Pacific/Apia")) {
      long start = random.nextLong(1_700_000_000_000L);
      long length = Math.min(resolution.length().toMillis() * 4_000, 100_000_000_000L);
      Buckets buckets =
          Buckets.of(resolution, ZoneId.of(zone), new TimeRange(start, start + length), LIMIT);
      long longest =
          resolution.compareTo(Resolution.HOUR) <= 0
              ? resolution.length().toMillis()
              : resolution.length().toMillis() * 32 / 30 + 3_600_000 * 25;
      assertThat(buckets.edge(0)).as(zone).isBetween(start, start + longest);
      assertThat(buckets.edge(buckets.count())).isGreaterThan(start + length);
      for (int i = 0; i < buckets.count(); i++) {
        assertThat(buckets.edge(i)).isLessThanOrEqualTo(start + length);
        assertThat(buckets.edge(i + 1) - buckets.edge(i)).isBetween(1L, longest);
      }
    }
  }

  @Test
  void knowsWhichWindowsFit() throws TooManyBuckets {
    long minute = 60_000;
    assertThat(
            of("1d", "Asia/Kathmandu", "2021-05-01T00:00:00Z", "2021-05-09T00:00:00Z")
                .alignedTo(15 * minute))
        .isTrue();
    // Until 1972 Monrovia was 44 min 30 s behind.
    Buckets days = of("1d", "Africa/Monrovia", "1971-05-01T00:00:00Z", "1971-05-09T00:00:00Z");
    assertThat(days.alignedTo(15 * minute)).isFalse();
    assertThat(days.alignedTo(minute)).isFalse();
    assertThat(days.alignedTo(5_000)).isTrue();
    Buckets hours = of("1h", "Africa/Monrovia", "1971-05-01T00:00:00Z", "1971-05-09T00:00:00Z");
    assertThat(hours.alignedTo(minute)).isFalse();
    assertThat(hours.alignedTo(5_000)).isTrue();
    // Older edges do not count, as no reading is that old.
    assertThat(
            of("1M", "Europe/Berlin", "1800-01-01T00:00:00Z", "2021-05-09T00:00:00Z")
                .alignedTo(15 * minute))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1s, 2021-05-01T00:00:00Z, 2021-05-01T13:53:19Z, 50000",
    "1d, 1900-01-01T00:00:00Z, 2036-11-22T00:00:00Z, 50000",
  })
  void allowsAsManyAsTheLimit(String resolution, String start, String end, int expected)
      throws TooManyBuckets {
    assertThat(count(resolution, "UTC", start, end)).isEqualTo(expected);
    String later = Instant.parse(end).plusSeconds(86_400).toString();
    assertThatThrownBy(() -> count(resolution, "UTC", start, later))
        .isInstanceOf(TooManyBuckets.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1s, UTC, 2021-05-01T00:00:00Z, 2021-05-01T13:53:20Z, 5s",
    "1s, Australia/Lord_Howe, 2021-01-01T00:00:00Z, 2022-01-01T00:00:00Z, 15m",
    "1m, Europe/Berlin, 1970-01-01T00:00:00Z, 2021-01-01T00:00:00Z, 1d",
    "6h, Europe/Berlin, 0001-01-01T00:00:00Z, 2021-01-01T00:00:00Z, 1M",
  })
  void namesTheFinestThatFits(
      String resolution, String zone, String start, String end, String fits) {
    assertThatThrownBy(() -> of(resolution, zone, start, end))
        .isInstanceOfSatisfying(
            TooManyBuckets.class,
            e -> {
              assertThat(e.limit()).isEqualTo(LIMIT);
              assertThat(e.finest().map(Resolution::label)).hasValue(fits);
            });
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.SECONDS)
  void isNotLedAstrayByARangeOfAllTimes() {
    for (Resolution resolution : Resolution.values()) {
      assertThatThrownBy(
              () ->
                  of(
                      resolution.label(),
                      "Australia/Lord_Howe",
                      "0001-01-01T00:00:00Z",
                      "9998-12-31T23:59:59Z"))
          .isInstanceOfSatisfying(TooManyBuckets.class, e -> assertThat(e.finest()).isEmpty());
    }
  }

  private static Buckets of(String resolution, String zone, String start, String end)
      throws TooManyBuckets {
    return Buckets.of(
        Resolution.ofLabel(resolution).orElseThrow(),
        ZoneId.of(zone),
        TimeRange.of(Instant.parse(start), Instant.parse(end)),
        LIMIT);
  }

  private static int count(String resolution, String zone, String start, String end)
      throws TooManyBuckets {
    return of(resolution, zone, start, end).count();
  }

  private static List<String> starts(String resolution, String zone, String start, String end)
      throws TooManyBuckets {
    Buckets buckets = of(resolution, zone, start, end);
    TimeText text = new TimeText(ZoneId.of(zone));
    List<String> starts = new ArrayList<>();
    for (int i = 0; i < buckets.count(); i++) {
      starts.add(text.format(buckets.edge(i)));
      assertThat(OffsetDateTime.parse(starts.getLast()).toInstant().toEpochMilli())
          .isEqualTo(buckets.edge(i));
    }
    return starts;
  }

  private static List<Long> hours(String resolution, String zone, String start, String end)
      throws TooManyBuckets {
    Buckets buckets = of(resolution, zone, start, end);
    List<Long> hours = new ArrayList<>();
    for (int i = 0; i < buckets.count(); i++) {
      hours.add((buckets.edge(i + 1) - buckets.edge(i)) / 3_600_000);
    }
    return hours;
  }
}
