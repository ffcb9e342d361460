package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class TestKafkaTest {

  @Test
  void hasTheTopicsOfTheCatalogueAlsoAfterARestart() throws Exception {
    String[] names = Topics.all().stream().map(Topic::name).toArray(String[]::new);
    Path folder;
    try (TestKafka kafka = TestKafka.start()) {
      folder = kafka.dataFolder();
      String servers = kafka.bootstrapServers();

      kafka.restart();

      assertThat(kafka.bootstrapServers()).isEqualTo(servers);
      try (Admin admin = kafka.admin()) {
        Set<String> topics = admin.listTopics().names().get();
        assertThat(topics).containsExactlyInAnyOrder(names);
      }
    }
    assertThat(Files.exists(folder)).isFalse();
  }

  @Test
  void refusesATopicWhoseSettingsWouldLoseRecords() {
    String name = "of-another-time";
    String setting = "message.timestamp.type";
    TestKafka.shared().create(List.of(new Topic(name, 1, Map.of(setting, "CreateTime"))));

    assertThatThrownBy(
            () ->
                TestKafka.shared()
                    .create(List.of(new Topic(name, 1, Map.of(setting, "LogAppendTime")))))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("--add-config message.timestamp.type=LogAppendTime");
  }

  @Test
  void isSharedWhereATestAsksForThat() {
    assertThat(TestKafka.shared()).isSameAs(TestKafka.shared());
  }
}
