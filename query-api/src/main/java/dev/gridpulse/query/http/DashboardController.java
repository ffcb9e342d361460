package dev.gridpulse.query.http;

import dev.gridpulse.query.store.Database;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's files, for anybody: they tell nothing, and what they show needs a token. Browsers
 * keep them and ask whether they have changed.
 */
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@Requires(beans = Database.class)
final class DashboardController {
  /** Where all files but the page are. */
  static final String FILES = "/dashboard/";

  private static final String FOLDER = "/dev/gridpulse/query/dashboard/";
  private static final String PAGE = "index.html";
  private static final String CHARTS = "echarts.js";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** A file, and the name that its content has. */
  @SuppressWarnings("ArrayRecordComponent") // sent, never compared
  private record Content(byte[] bytes, String tag) {}

  private final Map<String, Content> read = new ConcurrentHashMap<>();

  @Get("/")
  @Produces(MediaType.ALL)
  HttpResponse<?> page(HttpRequest<?> request) {
    return answer(request, PAGE);
  }

  /** The template lets no other name through than those of such files. */
  @Get(FILES + "{file:[a-z]+\\.(js|css|svg)}")
  @Produces(MediaType.ALL)
  HttpResponse<?> file(HttpRequest<?> request, @PathVariable String file) {
    return answer(request, file);
  }

  private HttpResponse<?> answer(HttpRequest<?> request, String file) {
    Content content = read.computeIfAbsent(file, DashboardController::read);
    if (content == null) {
      throw ProblemException.notFound("There is nothing at " + request.getPath() + ".");
    }
    boolean known =
        request.getHeaders().getAll(HttpHeaders.IF_NONE_MATCH).stream()
            .anyMatch(tags -> tags.contains(content.tag()));
    return (known
            ? HttpResponse.notModified()
            : HttpResponse.ok(content.bytes())
                .header(HttpHeaders.CONTENT_TYPE, TYPES.get(file.substring(file.indexOf('.') + 1))))
        .header(HttpHeaders.ETAG, content.tag())
        .header(HttpHeaders.CACHE_CONTROL, "no-cache");
  }

  private static @Nullable Content read(String file) {
    try (InputStream in = DashboardController.class.getResourceAsStream(path(file))) {
      if (in == null) {
        return null;
      }
      byte[] bytes = in.readAllBytes();
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      // Weak: what is sent may be packed.
      return new Content(bytes, "W/\"%s\"".formatted(hash.substring(0, 32)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String path(String file) {
    return file.equals(CHARTS)
        ? "/META-INF/resources/_static/echarts/%s/dist/echarts.esm.min.js"
            .formatted(WebLibrary.version("org.mvnpm", "echarts"))
        : FOLDER + file;
  }
}
