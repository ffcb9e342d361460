package dev.gridpulse.query.dashboard;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.testing.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dashboard in a browser. */
final class Dashboard implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI api;
  private final Browser browser;
  private final Path downloads;

  private Dashboard(URI api, Browser browser, Path downloads) {
    this.api = api;
    this.browser = browser;
    this.downloads = downloads;
  }

  /** Starts a browser; without a Chromium the tests are left out, with a line in the log. */
  static Dashboard start(URI api) {
    Optional<Path> chromium = Browser.find();
    if (chromium.isEmpty()) {
      LOG.warn("LEFT OUT: no Chromium is found on the PATH, so no browser shows the dashboard");
    }
    assumeTrue(chromium.isPresent(), "Chromium");
    try {
      // In the build's folder: the browser may still write when it is told to go.
      Path target = Path.of("target").toAbsolutePath();
      Path downloads = Files.createTempDirectory(target, "downloads-");
      Browser browser =
          Browser.open(
              chromium.get(),
              Files.createTempDirectory(target, "browser-"),
              URI.create("about:blank"));
      browser.saveTo(downloads);
      browser.look(1280, 900, false);
      return new Dashboard(api, browser, downloads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Browser browser() {
    return browser;
  }

  /** Opens a view with a token in the address, as the demo prints it. */
  void open(String token, String view) {
    browser.go(api.resolve("/#token=" + token + "&" + view));
  }

  /** What a script says, as text. */
  String text(String script) {
    return browser.run(script).asText();
  }

  /** The text of the first element. */
  String textOf(String selector) {
    return text("document.querySelector(%s)?.innerText ?? ''".formatted(quoted(selector)));
  }

  void click(String selector) {
    browser.run("document.querySelector(%s).click()".formatted(quoted(selector)));
  }

  /** Presses the button of that text. */
  void press(String label) {
    browser.run(
        "[...document.querySelectorAll('button')].find(each => each.textContent === %s).click()"
            .formatted(quoted(label)));
  }

  /** Waits until a script says true; what is not there yet says false. */
  void until(String script) {
    await(script).atMost(PATIENCE).until(() -> holds(script));
  }

  boolean holds(String script) {
    return browser
        .run(
            "(async () => { try { return Boolean(await (%s)); } catch { return false; } })()"
                .formatted(script))
        .booleanValue();
  }

  /** Puts the mouse on an element, where a chart has something to tell, until it tells it. */
  void untilTold(String selector) {
    browser.run(
        "document.querySelector(%s).scrollIntoView({block: 'center'})".formatted(quoted(selector)));
    AtomicInteger tries = new AtomicInteger();
    await("a tooltip")
        .atMost(PATIENCE)
        .until(
            () -> {
              int x = number(selector, "x") + number(selector, "width") / 2;
              int y = number(selector, "y") + number(selector, "height") / 2;
              browser.move(x + tries.incrementAndGet() % 50 * 5, y);
              return holds("document.querySelector('.tip') !== null");
            });
  }

  /** Where an element is in the window, or how large: x, y, width or height. */
  int number(String selector, String which) {
    return browser
        .run(
            "document.querySelector(%s).getBoundingClientRect().%s"
                .formatted(quoted(selector), which))
        .intValue();
  }

  /** Waits until a text is to be read somewhere. */
  void untilRead(String text) {
    until("document.body.innerText.includes(%s)".formatted(quoted(text)));
  }

  /** Waits for a download that ends so, and takes it away. */
  byte[] download(String ending) {
    return await("a download " + ending)
        .atMost(PATIENCE)
        .until(() -> take(ending), content -> content.length > 0);
  }

  private byte[] take(String ending) throws IOException {
    try (var files = Files.list(downloads)) {
      Optional<Path> found = files.filter(each -> each.toString().endsWith(ending)).findFirst();
      if (found.isEmpty()) {
        return new byte[0];
      }
      byte[] content = Files.readAllBytes(found.get());
      if (content.length > 0) {
        Files.delete(found.get());
      }
      return content;
    }
  }

  static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    browser.close();
  }
}
