package dev.gridpulse.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.testing.BreakingProxy;
import dev.gridpulse.testing.ObjectStoreServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real S3 server in a process of its own. */
class ObjectStoreTest {
  private static ObjectStoreServer server;

  @BeforeAll
  static void start() {
    server = ObjectStoreServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void listsMoreThanAThousandObjectsBelowAPrefix() {
    for (int i = 0; i < 1_050; i++) {
      server.put("many/%04d.csv".formatted(i), ("t;v\n" + i).getBytes(UTF_8));
    }
    server.put("other/file.csv", new byte[] {1});

    try (ObjectStore store = store(server.port())) {
      List<Source> found = sources(store).find(List.of("s3://data/many/"));

      assertThat(found).hasSize(1_050);
      assertThat(found.getFirst().name()).isEqualTo("s3://data/many/0000.csv");
      assertThat(found.getLast().name()).isEqualTo("s3://data/many/1049.csv");
    }
  }

  @Test
  void goesOnReadingWhereAReadBreaksOff() throws Exception {
    byte[] content = new byte[3 << 20];
    new Random(7).nextBytes(content);
    server.put("broken/large.bin", content);
    try (BreakingProxy proxy = BreakingProxy.to(server.port());
        ObjectStore store = store(proxy.port())) {
      Source source = sources(store).find(List.of("s3://data/broken/")).getFirst();
      proxy.breakOffAfter(400_000, 5);

      try (InputStream in = source.open()) {
        assertThat(in.readAllBytes()).isEqualTo(content);
      }
      assertThat(proxy.brokenOff()).isEqualTo(5);
    }
  }

  @Test
  void givesUpWhenNothingComesAnyMore() throws Exception {
    server.put("gone/large.bin", new byte[2 << 20]);
    try (BreakingProxy proxy = BreakingProxy.to(server.port());
        ObjectStore store = store(proxy.port())) {
      Source source = sources(store).find(List.of("s3://data/gone/")).getFirst();
      proxy.breakOffAfter(0, Integer.MAX_VALUE);

      try (InputStream in = source.open()) {
        assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void refusesAnObjectThatBecameAnotherWhileItWasRead() throws Exception {
    server.put("changed/a.csv", new byte[1 << 20]);
    try (ObjectStore store = store(server.port())) {
      Source source = sources(store).find(List.of("s3://data/changed/")).getFirst();
      server.put("changed/a.csv", "another".getBytes(UTF_8));

      try (InputStream in = source.open()) {
        assertThatThrownBy(in::readAllBytes)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("the object store says")
            .hasMessageContaining("412");
      }
    }
  }

  @Test
  void unpacksObjectsAndTellsTheirContentsApart() throws Exception {
    byte[] packed = Gzip.of("2021-05-01T00:00:00Z;1\n");
    server.put("packed/a.csv", packed);
    server.put("packed/b.csv", packed);
    server.put("packed/c.csv", "x".getBytes(UTF_8));
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes()).isNotEmpty();

    try (ObjectStore store = store(server.port())) {
      List<Source> found = sources(store).find(List.of("s3://data/packed/"));

      assertThat(found.get(0).contentId()).isPresent().isEqualTo(found.get(1).contentId());
      assertThat(found.get(2).contentId()).isNotEqualTo(found.get(1).contentId());
      try (Unpacking unpacking = Unpacking.open(found.getFirst())) {
        assertThat(new String(unpacking.readAllBytes(), UTF_8))
            .isEqualTo("2021-05-01T00:00:00Z;1\n");
      }
    }
  }

  @Test
  void tellsWhatIsWrong() {
    try (ObjectStore store = store(server.port())) {
      Sources sources = sources(store);

      assertThatThrownBy(() -> sources.find(List.of("s3://data/nothing/")))
          .hasMessageContaining("s3://data/nothing/: there are no such objects");
      assertThat(sources.findPresent(List.of("s3://data/nothing/"))).isEmpty();
      assertThatThrownBy(() -> sources.find(List.of("s3://nobody/")))
          .hasMessageContaining("s3://nobody/ cannot be read: the object store says NoSuchBucket");
      assertThatThrownBy(() -> sources.find(List.of("s3:///x")))
          .hasMessageContaining("write s3://bucket/prefix");
    }
  }

  private static ObjectStore store(int atPort) {
    return new ObjectStore(URI.create("http://127.0.0.1:" + atPort), "us-east-1", true, true);
  }

  private static Sources sources(ObjectStore store) {
    return new Sources(InputStream.nullInputStream(), () -> store);
  }
}
