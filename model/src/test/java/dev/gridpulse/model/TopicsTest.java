package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class TopicsTest {
  private static final String SEVEN_DAYS = "604800000";
  private static final String FORTY_DAYS = "3456000000";

  @Test
  void areWhatOthersBuildOn() {
    Map<String, String> appendTime =
        Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", SEVEN_DAYS);

    // Names and partition counts are a contract: a change moves sensors and orphans data.
    assertThat(Topics.all())
        .containsExactlyInAnyOrder(
            new Topic("gridpulse.readings", 6, appendTime),
            new Topic("gridpulse.aggregates.5s", 6, appendTime),
            new Topic("gridpulse.aggregates.1m", 6, appendTime),
            new Topic("gridpulse.aggregates.15m", 6, appendTime),
            new Topic(
                "gridpulse.sensors",
                1,
                Map.of("cleanup.policy", "compact", "delete.retention.ms", FORTY_DAYS)),
            new Topic("gridpulse.rejects", 1, Map.of("retention.ms", FORTY_DAYS)),
            new Topic("gridpulse.replay.progress", 1, Map.of("cleanup.policy", "compact")),
            new Topic("gridpulse.partner.export", 1, Map.of("retention.ms", FORTY_DAYS)),
            new Topic(
                "gridpulse.partner.usage",
                1,
                Map.of(
                    "retention.ms",
                    FORTY_DAYS,
                    "max.message.bytes",
                    "16777216",
                    "compression.type",
                    "uncompressed")),
            new Topic("gridpulse.partner.receipts", 1, Map.of("retention.ms", FORTY_DAYS)));
  }

  @Test
  void areDeclaredOnce() {
    assertThat(Topics.all().stream().map(Topic::name)).doesNotHaveDuplicates();
    assertThat(Topics.all()).containsAll(declared());
  }

  @Test
  void namesTheAggregatesByTheirRung() {
    for (Rung rung : Rung.values()) {
      assertThat(Topics.aggregates(rung).name()).isEqualTo("gridpulse.aggregates." + rung.label());
      assertThat(Topics.all()).contains(Topics.aggregates(rung));
    }
  }

  @Test
  void keepTheAggregatesOfAReadingInItsPartition() {
    for (Rung rung : Rung.values()) {
      assertThat(Topics.aggregates(rung).partitions()).isEqualTo(Topics.READINGS.partitions());
    }
  }

  @Test
  void useSettingsThatKafkaKnows() throws IllegalAccessException {
    List<String> known = new ArrayList<>();
    for (Field field : TopicConfig.class.getFields()) {
      if (field.getName().endsWith("_CONFIG")) {
        known.add((String) field.get(null));
      }
    }

    assertThat(Topics.all()).allSatisfy(t -> assertThat(known).containsAll(t.settings().keySet()));
  }

  @Test
  void cannotBeChangedByTheirUsers() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Topics.READINGS.settings().put("retention.ms", "1"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Topics.all().clear());
  }

  /** The topics that are public constants. */
  private static List<Topic> declared() {
    return Arrays.stream(Topics.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Topic.class)
        .map(TopicsTest::value)
        .toList();
  }

  private static Topic value(Field field) {
    try {
      return (Topic) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field.getName(), e);
    }
  }
}
