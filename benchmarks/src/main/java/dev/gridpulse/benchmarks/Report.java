package dev.gridpulse.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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
            Locale.ROOT, "%-20s %7s %14s %14s  %s%n", "", "ratio", "measured", "against", ""));
    for (Result result : results) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-20s %7.2f %,14.0f %,14.0f  %s; %s%n",
              result.name(),
              result.ratio(),
              result.measured(),
              result.reference(),
              result.unit(),
              result.note()));
    }
    return table.toString();
  }

  /** Writes {@code {"machine","results":[{"name","ratio",…}]}}. */
  static void writeJson(Path file, List<Result> results) throws IOException {
    try (Writer out = Files.newBufferedWriter(file);
        JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("machine", machine());
      json.writeArrayFieldStart("results");
      for (Result result : results) {
        json.writeStartObject();
        json.writeStringField("name", result.name());
        json.writeNumberField("ratio", result.ratio());
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
