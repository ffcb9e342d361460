package dev.gridpulse.query.live;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.query.OpenApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events as a browser does, with the JDK's client of HTTP. */
final class EventClient implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An event; the id is what a client would resume with after it. */
  record Event(String name, JsonNode data, @Nullable String id) {
    String sensor() {
      return data.path("sensor").asText();
    }

    double value() {
      return data.path("value").asDouble();
    }
  }

  private final HttpResponse<InputStream> response;
  private final List<Event> events = new ArrayList<>();
  private @Nullable String lastId;
  private int comments;
  private boolean ended;
  private @Nullable AssertionError undocumented;

  private EventClient(HttpResponse<InputStream> response, @Nullable String lastId) {
    this.response = response;
    this.lastId = lastId;
  }

  static EventClient open(URI uri, @Nullable String token, @Nullable String lastId) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (lastId != null) {
      request.header("Last-Event-ID", lastId);
    }
    try {
      EventClient client =
          new EventClient(
              HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()), lastId);
      Thread.ofVirtual().start(client::read);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String name = "message";
      StringBuilder data = new StringBuilder();
      String id = lastId();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (this) {
          if (line.isEmpty()) {
            // Only now: what was cut off before is no event.
            lastId = id;
            if (!data.isEmpty()) {
              add(new Event(name, JSON.readTree(data.toString()), lastId));
            }
            name = "message";
            data.setLength(0);
          } else if (line.startsWith(":")) {
            comments++;
          } else if (line.startsWith("id: ")) {
            id = line.substring(4);
          } else if (line.startsWith("event: ")) {
            name = line.substring(7);
          } else if (line.startsWith("data: ")) {
            data.append(line.substring(6));
          }
        }
      }
    } catch (IOException e) {
      // Cut off, here or there.
    } finally {
      synchronized (this) {
        ended = true;
      }
    }
  }

  /** The OpenAPI document tells of every event. */
  private synchronized void add(Event event) {
    events.add(event);
    try {
      OpenApi.checkEvent(event.name(), event.data());
    } catch (AssertionError e) {
      undocumented = e;
    }
  }

  int status() {
    return response.statusCode();
  }

  HttpHeaders headers() {
    return response.headers();
  }

  synchronized List<Event> events() {
    if (undocumented != null) {
      throw undocumented;
    }
    return List.copyOf(events);
  }

  List<Event> events(String name) {
    return events().stream().filter(event -> event.name().equals(name)).toList();
  }

  List<Double> values(String sensor) {
    return events("reading").stream()
        .filter(event -> event.sensor().equals(sensor))
        .map(Event::value)
        .toList();
  }

  synchronized @Nullable String lastId() {
    return lastId;
  }

  synchronized int comments() {
    return comments;
  }

  synchronized boolean ended() {
    return ended;
  }

  /** Waits until an event is among them. */
  void awaitEvent(Predicate<Event> condition) {
    await("event").atMost(PATIENCE).until(() -> events().stream().anyMatch(condition));
  }

  /** Waits until a place is known, so that all that is published from now on comes. */
  EventClient awaitBegin() {
    await("the id of the beginning").atMost(PATIENCE).until(() -> lastId() != null);
    return this;
  }

  /** Breaks the connection off. */
  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
