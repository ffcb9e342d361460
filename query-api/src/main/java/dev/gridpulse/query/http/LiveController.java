package dev.gridpulse.query.http;

import dev.gridpulse.query.live.EventId;
import dev.gridpulse.query.live.LiveFeed;
import dev.gridpulse.query.live.LiveRequest;
import dev.gridpulse.query.live.LiveStart;
import dev.gridpulse.query.live.LiveStream;
import dev.gridpulse.query.live.TooManyStreams;
import dev.gridpulse.query.range.Quoted;
import dev.gridpulse.query.security.Tickets;
import dev.gridpulse.query.security.TokenExpiry;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
import dev.gridpulse.query.store.Database;
import dev.gridpulse.query.store.LiveSnapshot;
import dev.gridpulse.query.store.Sensors;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.netty.channel.Channel;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What sensors measure right now, as server-sent events. */
@Controller(SensorPath.API)
@Secured({Tokens.OPERATOR, Tokens.VIEWER})
@Requires(beans = {Database.class, LiveFeed.class})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_EVENT_STREAM)
final class LiveController {
  static final MediaType STREAM = MediaType.TEXT_EVENT_STREAM_TYPE;

  /** How long one who asks waits for a feed that has just begun. */
  private static final Duration READY_PATIENCE = Duration.ofSeconds(5);

  private static final int RETRY_SECONDS = 2;

  /** So many of those who open streams ask the database at a time; the others stand in line. */
  private static final int OPENING = 4;

  /** After a restart all clients come back at once. */
  private static final Duration LINE_PATIENCE = Duration.ofSeconds(30);

  private final Database database;
  private final RequestCaller caller;
  private final LiveFeed feed;
  private final Semaphore opening = new Semaphore(OPENING, true);

  LiveController(Database database, RequestCaller caller, LiveFeed feed) {
    this.database = database;
    this.caller = caller;
    this.feed = feed;
  }

  @Get("/sensors" + SensorPath.NAME + "/live")
  HttpResponse<?> live(
      HttpRequest<?> request,
      Access access,
      Authentication authentication,
      @SensorInPath String sensor,
      @QueryValue @Nullable List<String> event,
      @QueryValue @Nullable String whenSlow,
      @QueryValue @Nullable String lastEventId,
      @QueryValue @Nullable String ticket) {
    return answer(
        request, access, authentication, Set.of(sensor), null, event, whenSlow, lastEventId);
  }

  @Get("/live")
  HttpResponse<?> liveOfSensors(
      HttpRequest<?> request,
      Access access,
      Authentication authentication,
      @QueryValue @Nullable List<String> sensor,
      @QueryValue @Nullable String asset,
      @QueryValue @Nullable List<String> event,
      @QueryValue @Nullable String whenSlow,
      @QueryValue @Nullable String lastEventId,
      @QueryValue @Nullable String ticket) {
    if (sensor == null && asset == null) {
      throw ProblemException.badRequest(
          "sensor: missing; give one or more, as in sensor=a&sensor=b, or an asset.");
    }
    Set<String> names = Set.copyOf(request.getParameters().getAll("sensor"));
    return answer(request, access, authentication, names, asset, event, whenSlow, lastEventId);
  }

  private HttpResponse<?> answer(
      HttpRequest<?> request,
      Access access,
      Authentication authentication,
      Set<String> names,
      @Nullable String asset,
      @Nullable List<String> event,
      @Nullable String whenSlow,
      @Nullable String lastEventId) {
    Set<String> events = event == null ? Set.of("reading", "aggregate") : Set.copyOf(event);
    events.forEach(each -> Values.word("event", each, "reading", "aggregate"));
    boolean endWhenSlow = Values.word("whenSlow", whenSlow, "skip", "end").equals("end");
    Optional<EventId> from = place(request, lastEventId);
    Set<String> sensors = sensors(access, names, asset);
    if (request.getMethod() == HttpMethod.HEAD) {
      return HttpResponse.ok().contentType(STREAM);
    }
    awaitFeed();
    LiveRequest asked =
        new LiveRequest(
            sensors,
            events.contains("reading"),
            events.contains("aggregate"),
            endWhenSlow,
            TokenExpiry.of(authentication),
            access.owner() == null ? null : holder(authentication));
    return stream(request, access, asked, from);
  }

  private HttpResponse<?> stream(
      HttpRequest<?> request, Access access, LiveRequest asked, Optional<EventId> from) {
    // One that begins learns now whether the database can tell the latest.
    Supplier<LiveStart> latest = () -> latest(access, asked);
    LiveStart start = from.isPresent() ? null : latest.get();
    Channel channel = ((NettyHttpRequest<?>) request).getChannelHandlerContext().channel();
    LiveStream stream;
    try {
      stream = feed.open(asked, from, start == null ? latest : () -> start);
    } catch (TooManyStreams e) {
      throw ProblemException.tooManyRequests(
          "%d streams are open with this token, and more may not be; close one."
              .formatted(e.limit()),
          RETRY_SECONDS);
    }
    MutableHttpResponse<?> response = HttpResponse.ok(LiveBody.of(stream, channel));
    // Proxies pass on what comes when it comes.
    return response.contentType(STREAM).header("X-Accel-Buffering", "no");
  }

  private LiveStart latest(Access access, LiveRequest asked) {
    return inLine(
        () ->
            database.read(
                connection ->
                    LiveSnapshot.read(connection, access, asked.sensors(), asked.aggregates())));
  }

  private <T> T inLine(Supplier<T> asking) {
    boolean admitted = false;
    try {
      admitted = opening.tryAcquire(LINE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (admitted) {
        return asking.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (admitted) {
        opening.release();
      }
    }
    throw ProblemException.unavailable(
        "Too many streams are being opened at the moment. Try again.", RETRY_SECONDS);
  }

  private void awaitFeed() {
    try {
      if (feed.awaitReady(READY_PATIENCE)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw ProblemException.unavailable(
        "The live feed is not available at the moment: Kafka does not answer. Try again.",
        RETRY_SECONDS);
  }

  /** The header is what the browser knows; the parameter is what the page began with. */
  private static Optional<EventId> place(HttpRequest<?> request, @Nullable String parameter) {
    String header = request.getHeaders().get("Last-Event-ID");
    String id = header == null || header.isEmpty() ? parameter : header;
    if (id == null || id.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        EventId.parse(id)
            .orElseThrow(
                () ->
                    ProblemException.badRequest(
                        "lastEventId: %s is no id of an event; pass one as it came, or the 'live' of readings."
                            .formatted(Quoted.of(id)))));
  }

  private Set<String> sensors(Access access, Set<String> names, @Nullable String asset) {
    Set<String> sensors =
        inLine(() -> database.read(caller, connection -> find(connection, access, names, asset)));
    if (sensors.isEmpty()) {
      throw ProblemException.notFound(
          "There is no sensor of asset %s; %s lists them."
              .formatted(Quoted.of(asset == null ? "" : asset), SensorPath.SENSORS));
    }
    if (sensors.size() > Limits.SENSORS) {
      throw ProblemException.unprocessable(
          "sensor: %d are more than %d at a time; open several streams."
              .formatted(sensors.size(), Limits.SENSORS));
    }
    return sensors;
  }

  private static Set<String> find(
      Connection connection, Access access, Set<String> names, @Nullable String asset)
      throws SQLException {
    Set<String> sensors = new LinkedHashSet<>(Sensors.named(connection, access, names));
    for (String name : names) {
      if (!sensors.contains(name)) {
        throw SensorPath.unknown(name);
      }
    }
    if (asset != null) {
      sensors.addAll(Sensors.ofAsset(connection, access, asset));
    }
    return sensors;
  }

  /** Who is counted: the token by what it says, also where a ticket stands for it. */
  static String holder(Authentication authentication) {
    return authentication.getAttributes().get(Tickets.HOLDER_CLAIM) instanceof String holder
        ? holder
        : Tickets.hash(authentication.getName() + new TreeMap<>(authentication.getAttributes()));
  }
}
