package dev.gridpulse.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryManagerMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;

/** The figures for people and for programs. */
final class Report {
  private Report() {}

  /** The machine in a line: processors, memory of the JVM, Java, operating system. */
  static String machine() {
    Runtime runtime = Runtime.getRuntime();
    return String.format(
        Locale.ROOT,
        "%d processors, heap of %d MiB, Java %s, %s %s",
        runtime.availableProcessors(),
        runtime.maxMemory() >> 20,
        Runtime.version().feature(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
  }

  static String table(List<Result> results) {
    StringBuilder table = new StringBuilder();
    table.append(machine()).append('\n');
    table.append(
        String.format(
            Locale.ROOT,
            "%-26s %7s %13s %14s %14s%n",
            "",
            "ratio",
            "of turns",
            "measured",
            "against"));
    for (Result result : results) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-26s %7.2f %13s %14s %14s  %s; %s%n",
              result.name(),
              result.ratio(),
              String.format(Locale.ROOT, "%.2f to %.2f", result.low(), result.high()),
              number(result.measured()),
              number(result.reference()),
              result.unit(),
              result.note()));
    }
    return table.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  /** What was measured with: versions, and the settings that decide. */
  private static Map<String, String> conditions() {
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put("kafka", AppInfoParser.getVersion());
    conditions.put("java", Runtime.version().toString());
    conditions.put(
        "collector",
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(MemoryManagerMXBean::getName)
            .collect(Collectors.joining(", ")));
    conditions.put("options", System.getenv().getOrDefault("GRIDPULSE_JAVA_OPTS", ""));
    conditions.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return conditions;
  }

  /** Writes {@code {"machine","conditions","results":[{"name","ratio",…}]}}. */
  static void writeJson(Path file, List<Result> results) throws IOException {
    try (Writer out = Files.newBufferedWriter(file);
        JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("machine", machine());
      json.writeObjectFieldStart("conditions");
      for (var condition : conditions().entrySet()) {
        json.writeStringField(condition.getKey(), condition.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("results");
      for (Result result : results) {
        json.writeStartObject();
        json.writeStringField("name", result.name());
        json.writeNumberField("ratio", result.ratio());
        json.writeNumberField("low", result.low());
        json.writeNumberField("high", result.high());
        json.writeNumberField("measured", result.measured());
        json.writeNumberField("reference", result.reference());
        json.writeStringField("unit", result.unit());
        json.writeStringField("note", result.note());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
