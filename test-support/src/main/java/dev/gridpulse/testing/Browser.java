package dev.gridpulse.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Chromium without a window, driven by its DevTools protocol, with one page. It notes what goes
 * wrong in the page: exceptions, and what the page's own policy forbids.
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final long PATIENCE_S = 60;

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final WebSocket socket;
  private @Nullable String session;

  private Browser(Process process, URI devTools) {
    this.process = process;
    this.socket = client.newWebSocketBuilder().buildAsync(devTools, new Answers()).join();
  }

  /**
   * Where Chromium is on this machine, if it is.
   *
   * @throws IllegalStateException when it is not, and the environment's {@code CI} is {@code true}:
   *     nothing is left out there
   */
  public static Optional<Path> find() {
    return find(System.getenv());
  }

  static Optional<Path> find(Map<String, String> environment) {
    Optional<Path> found =
        Stream.of(environment.getOrDefault("PATH", "").split(java.io.File.pathSeparator, -1))
            .flatMap(
                folder ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && "true".equals(environment.get("CI"))) {
      throw new IllegalStateException(
          "No Chromium is found on the PATH, and CI is true: the tests in a browser must run here");
    }
    return found;
  }

  /**
   * Starts it and opens a page.
   *
   * @param profile an empty folder
   */
  public static Browser open(Path chromium, Path profile, URI page) {
    try {
      Process process =
          new ProcessBuilder(
                  chromium.toString(),
                  "--headless=new",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--no-first-run",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectErrorStream(true)
              .start();
      Browser browser = new Browser(process, devTools(process));
      String target =
          browser
              .ask("Target.createTarget", Map.of("url", page.toString()))
              .get("targetId")
              .textValue();
      browser.session =
          browser
              .ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
              .get("sessionId")
              .textValue();
      for (String domain : List.of("Page", "Runtime", "Log")) {
        browser.ask(domain + ".enable", Map.of());
      }
      return browser;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI devTools(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
        return URI.create(matcher.group(1));
      }
      said.append(line).append('\n');
    }
    throw new IOException("the browser did not start:\n" + said);
  }

  /** What a script says in the end; promises are waited for. */
  public JsonNode run(String script) {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(answer.toString());
    }
    return answer.at("/result/value");
  }

  /** Loads a page anew, also when only what stands behind the # is different. */
  public void go(URI page) {
    ask("Page.navigate", Map.of("url", "about:blank"));
    ask("Page.navigate", Map.of("url", page.toString()));
  }

  /** Runs a script in each page that is loaded from now on, before the page's own. */
  public void onEveryPage(String script) {
    ask("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Makes the window so large, and the system's colours light or dark. */
  public void look(int width, int height, boolean dark) {
    ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    ask(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** What the window shows, as a PNG. */
  public byte[] picture() {
    return Base64.getDecoder()
        .decode(ask("Page.captureScreenshot", Map.of("format", "png")).get("data").textValue());
  }

  /** Saves what is downloaded there, without a question. */
  public void saveTo(Path folder) {
    ask(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toAbsolutePath().toString()));
  }

  /** Turns the wheel of the mouse there; up is away from the user. */
  public void wheel(int x, int y, int up) {
    ask(
        "Input.dispatchMouseEvent",
        Map.of("type", "mouseWheel", "x", x, "y", y, "deltaX", 0, "deltaY", -up));
  }

  /** Moves the mouse there. */
  public void move(int x, int y) {
    ask("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
  }

  /** Presses a key and lets go of it; named as in {@code KeyboardEvent.key}. */
  public void press(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      ask("Input.dispatchKeyEvent", Map.of("type", type, "key", key));
    }
  }

  /** How long the page's main thread has been at work, in milliseconds of the processor. */
  public double workedMillis() {
    ask("Performance.enable", Map.of("timeDomain", "threadTicks"));
    for (JsonNode metric : ask("Performance.getMetrics", Map.of()).get("metrics")) {
      if (metric.get("name").asText().equals("TaskDuration")) {
        return metric.get("value").doubleValue() * 1_000;
      }
    }
    throw new IllegalStateException("the browser does not say");
  }

  /** What went wrong in pages so far: exceptions, and what a policy has forbidden. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  private void note(JsonNode message) {
    switch (message.path("method").asText()) {
      case "Runtime.exceptionThrown" ->
          complaints.add(message.at("/params/exceptionDetails").toString());
      case "Log.entryAdded" -> {
        if (message.at("/params/entry/source").asText().equals("security")) {
          complaints.add(message.at("/params/entry/text").asText());
        }
      }
      default -> {
        // Not asked for.
      }
    }
  }

  private JsonNode ask(String method, Map<String, Object> parameters) {
    int id = number.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (session != null) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).join();
    JsonNode said = answer.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    if (said.has("error")) {
      throw new IllegalStateException(said.toString());
    }
    return said.get("result");
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          JsonNode message = JSON.readTree(text.toString());
          CompletableFuture<JsonNode> waiting = asked.remove(message.path("id").asInt(-1));
          if (waiting != null) {
            waiting.complete(message);
          } else {
            note(message);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          text.setLength(0);
        }
      }
      from.request(1);
      return null;
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
