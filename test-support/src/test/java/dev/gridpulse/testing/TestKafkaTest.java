package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
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
  void isSharedWhereATestAsksForThat() {
    assertThat(TestKafka.shared()).isSameAs(TestKafka.shared());
  }
}
