package dev.gridpulse.standalone;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** {@code docker-compose.yml} of the repository, with the values of an {@code .env} put in. */
final class ComposeFile {
  /** The folder of the repository. */
  static final Path ROOT = Path.of("..");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

  private final String text;
  private final Map<String, Object> content;

  /**
   * A service of gridpulse's own image.
   *
   * @param after what must be there before it: names of services
   */
  record Role(
      String name, List<String> command, Map<String, String> environment, List<String> after) {}

  private ComposeFile(String text, Map<String, String> env) {
    this.text = text;
    StringBuilder filled = new StringBuilder();
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      variable.appendReplacement(
          filled, Matcher.quoteReplacement(env.getOrDefault(variable.group(1), variable.group(2))));
    }
    variable.appendTail(filled);
    this.content = new Yaml().load(filled.toString());
  }

  /** With the defaults, but for these. */
  static ComposeFile read(Map<String, String> env) {
    try {
      return new ComposeFile(Files.readString(ROOT.resolve("docker-compose.yml")), env);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of it, as YAML says it. */
  Map<String, Object> content() {
    return content;
  }

  /** What it asks of the environment, with the defaults. */
  Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    VARIABLE.matcher(text).results().forEach(each -> variables.put(each.group(1), each.group(2)));
    return variables;
  }

  Map<String, Map<String, Object>> services() {
    Map<String, Map<String, Object>> services = new LinkedHashMap<>();
    map(content.get("services")).forEach((name, service) -> services.put(name, map(service)));
    return services;
  }

  /** The services of our image whose commands this program knows, those first that others need. */
  List<Role> roles() {
    Map<String, Role> left = new LinkedHashMap<>();
    services()
        .forEach(
            (name, service) -> {
              if (service.containsKey("build")) {
                left.put(
                    name,
                    new Role(
                        name,
                        strings(service.get("command")),
                        texts(service.get("environment")),
                        List.copyOf(map(service.getOrDefault("depends_on", Map.of())).keySet())));
              }
            });
    Map<String, Role> ordered = new LinkedHashMap<>();
    while (!left.isEmpty()) {
      Role next =
          left.values().stream()
              .filter(role -> role.after().stream().noneMatch(left::containsKey))
              .findFirst()
              .orElseThrow(() -> new AssertionError("services wait for each other: " + left));
      ordered.put(next.name(), next);
      left.remove(next.name());
    }
    return List.copyOf(ordered.values());
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(@Nullable Object value) {
    return (Map<String, Object>) requireNonNull(value);
  }

  static List<String> strings(@Nullable Object value) {
    return ((List<?>) requireNonNull(value)).stream().map(String::valueOf).toList();
  }

  private static Map<String, String> texts(@Nullable Object value) {
    Map<String, String> texts = new HashMap<>();
    map(value).forEach((name, each) -> texts.put(name, String.valueOf(each)));
    return texts;
  }
}
