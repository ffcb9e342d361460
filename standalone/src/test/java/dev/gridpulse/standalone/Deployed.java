package dev.gridpulse.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** What {@code deploy/} asks of the database and of metrics. */
final class Deployed {
  private static final Path FOLDER = ComposeFile.ROOT.resolve("deploy");

  private Deployed() {}

  /**
   * A query of a panel or an alert.
   *
   * @param where the file and the panel or alert
   * @param datasource the uid of its data source
   */
  record Query(String where, String datasource, String text) {}

  /** Each dashboard, by the name of its file. */
  static Map<String, JsonNode> dashboards() throws IOException {
    Map<String, JsonNode> dashboards = new java.util.TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve("grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        dashboards.put(
            String.valueOf(file.getFileName()), new ObjectMapper().readTree(file.toFile()));
      }
    }
    return dashboards;
  }

  /** The SQL of all panels and variables. */
  static List<Query> sql() throws IOException {
    List<Query> queries = new ArrayList<>();
    dashboards()
        .forEach(
            (file, dashboard) -> {
              for (JsonNode variable : dashboard.at("/templating/list")) {
                queries.add(
                    new Query(
                        file + ", variable " + variable.path("name").asText(),
                        variable.at("/datasource/uid").asText(),
                        variable.path("query").asText()));
              }
              queries.addAll(targets(file, dashboard, "rawSql"));
            });
    return queries;
  }

  /** The PromQL of all panels and alerts. */
  static List<Query> promQl() throws IOException {
    List<Query> queries = new ArrayList<>();
    dashboards().forEach((file, dashboard) -> queries.addAll(targets(file, dashboard, "expr")));
    Map<String, Object> rules =
        new Yaml().load(Files.readString(FOLDER.resolve("prometheus/alerts.yml")));
    for (Object group : (List<?>) ComposeFile.map(rules).getOrDefault("groups", List.of())) {
      for (Object rule : (List<?>) ComposeFile.map(group).getOrDefault("rules", List.of())) {
        Map<String, Object> alert = ComposeFile.map(rule);
        queries.add(
            new Query(
                "alert " + alert.get("alert"),
                "gridpulse-metrics",
                String.valueOf(alert.get("expr"))));
      }
    }
    return queries;
  }

  private static List<Query> targets(String file, JsonNode dashboard, String field) {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        if (target.has(field)) {
          queries.add(
              new Query(
                  file + ", " + panel.path("title").asText(),
                  target.at("/datasource/uid").asText(),
                  target.path(field).asText()));
        }
      }
    }
    return queries;
  }

  /** The metrics that a PromQL expression reads. */
  static Set<String> metrics(String promQl) {
    String names =
        promQl
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}|\\[[^]]*]", " ")
            .replaceAll("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)", " ")
            .replaceAll("\\b\\w+\\s*\\(", "(")
            .replaceAll("\\b(and|or|unless|bool)\\b", " ");
    Set<String> metrics = new TreeSet<>();
    Pattern.compile("[a-zA-Z_:][\\w:]*")
        .matcher(names)
        .results()
        .forEach(name -> metrics.add(name.group()));
    return metrics;
  }
}
