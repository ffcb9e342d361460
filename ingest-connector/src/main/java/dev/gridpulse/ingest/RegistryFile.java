package dev.gridpulse.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file that tells of sensors instead of readings, read whole: a mapping of uuids to names, or
 * assets or signals in JSON.
 *
 * @param name the file's name as the user gave it
 * @param kind what it holds
 * @param items its rows or objects
 */
record RegistryFile(String name, Kind kind, List<Item> items) {
  private static final JsonFactory JSON = new JsonFactory();

  RegistryFile {
    items = List.copyOf(items);
  }

  /** What a file can hold. */
  enum Kind {
    MAPPING("a mapping of uuids to names"),
    ASSETS("assets"),
    SIGNALS("signals");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** For people. */
    String text() {
      return text;
    }
  }

  /**
   * A row or an object.
   *
   * @param line where it begins, from 1
   * @param fields its fields by name
   */
  record Item(long line, Map<String, String> fields) {
    Item {
      fields = Map.copyOf(fields);
    }

    /** The field without blanks around it, empty when there is none. */
    String field(String name) {
      return fields.getOrDefault(name, "").strip();
    }

    /** For a reject. */
    String raw() {
      return String.join(";", fields.values());
    }
  }

  /**
   * Reads a text if it is JSON.
   *
   * @throws RefusedInput when it is JSON and neither assets nor signals
   */
  static Optional<RegistryFile> ofJson(String name, String text) {
    String start = text.stripLeading();
    if (!start.startsWith("[") && !start.startsWith("{")) {
      return Optional.empty();
    }
    List<Item> items;
    try {
      items = objects(text);
    } catch (JsonProcessingException e) {
      throw new RefusedInput(
          "%s: JSON that cannot be read: %s at line %d"
              .formatted(name, e.getOriginalMessage(), e.getLocation().getLineNr()));
    } catch (IOException e) {
      throw new RefusedInput("%s cannot be read: %s".formatted(name, e.getMessage()));
    }
    if (!items.isEmpty() && items.stream().allMatch(item -> item.fields.containsKey("SignalId"))) {
      return Optional.of(new RegistryFile(name, Kind.SIGNALS, items));
    }
    if (!items.isEmpty() && items.stream().allMatch(item -> item.fields.containsKey("AssetID"))) {
      return Optional.of(new RegistryFile(name, Kind.ASSETS, items));
    }
    throw new RefusedInput(
        name
            + ": JSON of another kind; what is known are assets (AssetID, Latitude, Longitude,"
            + " descri) and signals (SignalGId, SignalId, SignalName, AssetId, Unit)");
  }

  /** The objects of an array, one level deep. */
  private static List<Item> objects(String text) throws IOException {
    List<Item> items = new ArrayList<>();
    try (JsonParser json = JSON.createParser(new StringReader(text))) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        return items;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        long line = json.currentTokenLocation().getLineNr();
        Map<String, String> fields = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          JsonToken value = json.nextToken();
          if (value.isScalarValue()) {
            fields.put(field, value == JsonToken.VALUE_NULL ? "" : json.getText());
          } else {
            json.skipChildren();
          }
        }
        items.add(new Item(line, fields));
      }
    }
    return items;
  }

  /** Takes a table for a mapping if one of its two columns holds uuids, and the other no times. */
  static Optional<RegistryFile> ofTable(String name, SampleTable table) {
    if (table.columns() != 2 || table.rows().isEmpty()) {
      return Optional.empty();
    }
    int uuids = -1;
    for (int column = 0; column < 2; column++) {
      int at = column;
      long found =
          table.rows().stream().filter(row -> row.size() == 2 && isUuid(row.get(at))).count();
      if (found > 0 && found * 2 >= table.rows().size() - 1) {
        uuids = column;
      }
    }
    if (uuids < 0) {
      return Optional.empty();
    }
    boolean header = !isUuid(cell(table.rows().getFirst(), uuids));
    List<Item> items = new ArrayList<>();
    for (int i = header ? 1 : 0; i < table.rows().size(); i++) {
      List<String> row = table.rows().get(i);
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("uuid", cell(row, uuids));
      fields.put("name", row.size() == 2 ? row.get(1 - uuids) : "");
      items.add(new Item(i + 1L, fields));
    }
    return Optional.of(new RegistryFile(name, Kind.MAPPING, items));
  }

  private static String cell(List<String> row, int column) {
    return column < row.size() ? row.get(column) : "";
  }

  private static boolean isUuid(String text) {
    return SensorDirectory.uuid(text.strip()) != null;
  }
}
