package dev.gridpulse.testing;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where stored rows differ from the expected ones. A row that is stored with a wrong value counts
 * twice: once as missing, once as unexpected.
 *
 * @param tables all that were compared
 */
public record Differences(List<InTable> tables) {

  public Differences {
    tables = List.copyOf(tables);
  }

  /**
   * The differences of one table.
   *
   * @param table its name
   * @param missing rows that are expected and not stored
   * @param unexpected rows that are stored and not expected
   * @param examples up to ten of them, each {@code missing {…}} or {@code unexpected {…}}
   */
  public record InTable(String table, long missing, long unexpected, List<String> examples) {
    public InTable {
      examples = List.copyOf(examples);
    }

    private boolean isEmpty() {
      return missing == 0 && unexpected == 0;
    }

    @Override
    public String toString() {
      return examples.stream()
          .map(example -> "\n  " + example)
          .collect(
              Collectors.joining(
                  "", "%s: %d missing, %d unexpected".formatted(table, missing, unexpected), ""));
    }
  }

  public boolean isEmpty() {
    return tables.stream().allMatch(InTable::isEmpty);
  }

  /** The differences of that table. */
  public InTable in(String table) {
    return tables.stream()
        .filter(differences -> differences.table().equals(table))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(table + " was not compared"));
  }

  @Override
  public String toString() {
    return isEmpty()
        ? "no differences"
        : tables.stream()
            .filter(table -> !table.isEmpty())
            .map(InTable::toString)
            .collect(Collectors.joining("\n"));
  }
}
