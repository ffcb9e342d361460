package dev.gridpulse.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Browser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dashboard of the demo, opened by the address that it prints; its views become the pictures of
 * the docs.
 */
@Tag("browser")
@Tag("long")
class DashboardPicturesIT {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardPicturesIT.class);
  private static final Path PICTURES = Path.of("../docs/pictures");
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String ADDRESS = "Dashboard (http\\S+#token=\\S+)";
  private static final int LARGEST = 200_000;

  /** Where each view is. */
  private static final Map<String, String> VIEWS =
      Map.of(
          "live",
          "/live?sensor=grid_00001&sensor=home_00001&sensor=home_00002&sensor=home_00002_energy",
          "history",
          "/history?sensor=home_00002&sensor=grid_00001&range=24h",
          "consumption",
          "/consumption?sensor=home_00002_energy&compare=previous-year",
          "operations",
          "/operations");

  /** What must be there before its picture is taken. */
  private static final Map<String, String> READY =
      Map.of(
          "live",
          "document.querySelector('.state')?.dataset.state === 'live' && document.querySelectorAll('.chart canvas').length === 4",
          "history",
          "document.querySelector('[data-resolution]') !== null",
          "consumption",
          "document.body.innerText.includes('not attributed') && document.querySelectorAll('.tile .figure').length === 3",
          "operations",
          "document.querySelectorAll('.meter .chart canvas').length >= 5 && document.querySelector('#exports tbody') !== null && parseFloat(document.querySelector(\"[aria-label='Readings stored'] .figure\").innerText) > 0");

  @TempDir private Path folder;

  @Test
  void theDemosDashboardIsDrawn() throws IOException {
    Optional<Path> chromium = Browser.find();
    if (chromium.isEmpty()) {
      LOG.warn("LEFT OUT: no Chromium is found on the PATH, so the dashboard is not drawn");
    }
    assumeTrue(chromium.isPresent(), "Chromium");
    Path profile = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "browser-");
    try (Program demo = Program.demo(folder);
        Browser browser = Browser.open(chromium.get(), profile, URI.create("about:blank"))) {
      String address = demo.process().awaitOutput(ADDRESS, PATIENCE).group(1);
      // Its history is there, and what the partner says.
      demo.process().awaitOutput("Answered the export", PATIENCE);
      // Something for the list of rejects.
      reject(demo);
      for (String view : VIEWS.keySet()) {
        for (String look : new String[] {"light", "dark", "phone"}) {
          boolean phone = look.equals("phone");
          browser.look(phone ? 390 : 1280, phone ? 844 : 860, look.equals("dark"));
          browser.go(URI.create(address + "&" + VIEWS.get(view)));
          await(view)
              .atMost(PATIENCE)
              .until(
                  () ->
                      browser
                          .run(
                              "(() => { try { return %s; } catch { return false; } })()"
                                  .formatted(READY.get(view)))
                          .booleanValue());
          // What is drawn last: charts, fonts.
          browser.run("new Promise(resolve => setTimeout(resolve, 1500))");
          byte[] picture = SmallPng.of(browser.picture());
          assertThat(picture).as(view).hasSizeLessThan(LARGEST);
          Files.write(PICTURES.resolve("dashboard-%s-%s.png".formatted(view, look)), picture);
        }
      }
      assertThat(browser.complaints()).isEmpty();
      operationsTellOfThePipeline(browser, address);
    }
  }

  /** The generator sends all the time, three records were rejected, one export was made. */
  private static void operationsTellOfThePipeline(Browser browser, String address) {
    browser.go(URI.create(address + "&" + VIEWS.get("operations")));
    for (String said :
        List.of(
            "parseFloat(figure('Readings stored')) > 0",
            "parseFloat(figure('Waiting to be computed')) >= 0",
            "parseFloat(figure('Waiting to be stored')) >= 0",
            "parseFloat(figure('From Kafka to the database')) > 0",
            "figure('Rejected') === '3'",
            "figure('Exports due') === '0'",
            "document.querySelectorAll('#rejects tbody tr').length === 3",
            "document.querySelector('#rejects').innerText.includes('kitchen;2026-05-28T20:26:40Z;21,5')",
            "document.querySelectorAll('#exports tbody tr').length === 1")) {
      await(said)
          .atMost(PATIENCE)
          .until(
              () ->
                  browser
                      .run(
                          """
                          (() => {
                            const figure = label => document.querySelector(`[aria-label='${label}'] .figure span`)?.innerText;
                            return %s;
                          })()
                          """
                              .formatted(said))
                      .booleanValue());
    }
  }

  /** Sends what nobody can take in. */
  private static void reject(Program demo) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", demo.runtime().kafkaBootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String record :
          List.of(
              "{\"sensor\":\"kitchen\",\"readings\":[[1780000000000,\"21,5\"]]}",
              "kitchen;2026-05-28T20:26:40Z;21,5",
              "{\"sensor\":\"kitchen\",\"readings\":[[1780000000000,1e300]]}")) {
        var _ = producer.send(new ProducerRecord<>(Topics.READINGS.name(), record.getBytes(UTF_8)));
      }
    }
  }
}
