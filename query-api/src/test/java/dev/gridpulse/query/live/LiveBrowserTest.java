package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gridpulse.testing.Browser;
import dev.gridpulse.testing.TestKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("browser")
class LiveBrowserTest {
  private static final Logger LOG = LoggerFactory.getLogger(LiveBrowserTest.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long NOW = System.currentTimeMillis();

  @Test
  void anEventSourceReceivesReconnectsAndResumes() throws IOException {
    Optional<Path> chromium = Browser.find();
    if (chromium.isEmpty()) {
      LOG.warn("LEFT OUT: no Chromium is found on the PATH, so no browser follows the live feed");
    }
    assumeTrue(chromium.isPresent(), "Chromium");
    // In the build's folder: the browser may still write when it is told to go.
    Path profile = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "browser-");
    try (TestKafka kafka = TestKafka.start();
        LiveApi api = new LiveApi(kafka.bootstrapServers())) {
      api.sensors("browser");
      try (Browser browser =
          Browser.open(chromium.get(), profile, api.url().resolve("/docs/index.html"))) {
        await("the page")
            .atMost(PATIENCE)
            .until(
                () ->
                    browser
                        .run("location.pathname + document.readyState")
                        .asText()
                        .equals("/docs/index.htmlcomplete"));
        assertThat(
                browser
                    .run(
                        """
                        (async () => {
                          const answer = await fetch('/api/v1/live/tickets',
                              {method: 'POST', headers: {Authorization: 'Bearer %s'}});
                          const {ticket} = await answer.json();
                          window.values = [];
                          window.opened = 0;
                          window.place = '';
                          const source = new EventSource(
                              '/api/v1/sensors/browser/live?event=reading&ticket=' + ticket);
                          source.onopen = () => window.opened++;
                          source.addEventListener('reading', event => {
                            window.values.push(JSON.parse(event.data).value);
                            window.place = event.lastEventId;
                          });
                          return answer.status;
                        })()
                        """
                            .formatted(LiveApi.operator()))
                    .intValue())
            .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> browser.run("opened").intValue() == 1);
        // The first reading may still be the latest one that the stream begins with.
        api.publish("browser", NOW, 1);
        api.publish("browser", NOW + 1, 2);
        await().atMost(PATIENCE).until(() -> values(browser).equals("1,2"));
        assertThat(EventId.parse(browser.run("place").textValue())).isPresent();

        api.restart();
        api.publish("browser", NOW + 2, 3);
        await().atMost(PATIENCE).until(() -> browser.run("opened").intValue() >= 2);
        api.publish("browser", NOW + 3, 4);
        await().atMost(PATIENCE).until(() -> values(browser).equals("1,2,3,4"));
      }
    }
  }

  private static String values(Browser browser) {
    return browser.run("values.join(',')").textValue();
  }
}
