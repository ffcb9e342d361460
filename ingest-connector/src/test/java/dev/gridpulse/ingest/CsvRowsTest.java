package dev.gridpulse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
  @Test
  void splitsRowsAndNumbersTheirLines() throws IOException {
    assertThat(rows("a;b\nc;d\n")).containsExactly("1 a|b", "2 c|d");
  }

  @Test
  void takesEveryKindOfLineEnd() throws IOException {
    assertThat(rows("a;b\r\nc;d\re;f\ng;h")).containsExactly("1 a|b", "2 c|d", "3 e|f", "4 g|h");
  }

  @Test
  void passesOverEmptyLinesButCountsThem() throws IOException {
    assertThat(rows("a;b\n\n\r\nc;d\n")).containsExactly("1 a|b", "4 c|d");
  }

  @Test
  void readsQuotedColumnsWithDelimitersQuotesAndLineEnds() throws IOException {
    assertThat(rows("\"a;1\";\"say \"\"hi\"\"\"\n\"two\r\nlines\";b\nc;d\n"))
        .containsExactly("1 a;1|say \"hi\"", "2 two\r\nlines|b", "4 c|d");
  }

  @Test
  void givesARowBackAsItStood() throws IOException {
    String line = "\"a;1\";\"say \"\"hi\"\"\";;plain \"x\"";
    try (CsvRows csv = open(line + "\n")) {
      Row row = csv.next();

      assertThat(row).isNotNull();
      assertThat(row.raw(';', '"')).isEqualTo(line);
    }
  }

  @Test
  void goesOnBehindALineWhoseQuotesDoNotMatch() throws IOException {
    assertThat(rows("a;b\n\"c\"x;d\ne;f\n"))
        .containsExactly("1 a|b", "2 BROKEN_QUOTES \"c\"x;d", "3 e|f");
  }

  @Test
  void losesOnlyOneLineToAQuoteThatIsNeverClosed() throws IOException {
    StringBuilder text = new StringBuilder("a;b\n\"c;d\r\n");
    List<String> expected = new ArrayList<>(List.of("1 a|b", "2 BROKEN_QUOTES \"c;d"));
    for (int line = 3; line <= 200_000; line++) {
      text.append("x;").append(line).append("\r\n");
      expected.add(line + " x|" + line);
    }

    assertThat(rows(text.toString())).isEqualTo(expected);
  }

  @Test
  void losesOnlyOneLineToAQuoteThatIsOpenAtTheEnd() throws IOException {
    assertThat(rows("a;b\n\"c;d\ne;f")).containsExactly("1 a|b", "2 BROKEN_QUOTES \"c;d", "3 e|f");
    assertThat(rows("a;b\n\"")).containsExactly("1 a|b", "2 BROKEN_QUOTES \"");
  }

  @Test
  void survivesBrokenLinesInARow() throws IOException {
    assertThat(rows("\"a\"x\n\"b\"x\n\"c\"x\nd;e\n"))
        .containsExactly(
            "1 BROKEN_QUOTES \"a\"x", "2 BROKEN_QUOTES \"b\"x", "3 BROKEN_QUOTES \"c\"x", "4 d|e");
  }

  @Test
  void passesOverALineThatIsTooLong() throws IOException {
    String endless = "x".repeat(3 * Row.MAX_LENGTH);
    List<String> rows =
        rows("a;b\n" + endless + ";1\nc;d\n" + "y;".repeat(Row.MAX_LENGTH) + "\ne;f");

    assertThat(rows).hasSize(5);
    assertThat(rows.get(0)).isEqualTo("1 a|b");
    assertThat(rows.get(1)).startsWith("2 TOO_LONG xxx").hasSize("2 TOO_LONG ".length() + 4096);
    assertThat(rows.get(2)).isEqualTo("3 c|d");
    assertThat(rows.get(3)).startsWith("4 TOO_LONG y;y;");
    assertThat(rows.get(4)).isEqualTo("5 e|f");
  }

  @Test
  void readsALineOfJustTheGreatestLength() throws IOException {
    String longest = "x".repeat(Row.MAX_LENGTH - 2) + ";1";

    List<String> rows = rows(longest + "\nc;d\n");

    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst()).startsWith("1 xxx").endsWith("x|1");
    assertThat(rows.getLast()).isEqualTo("2 c|d");
  }

  @Test
  void readsTheSameInWhateverPiecesTheTextComes() throws IOException {
    String alphabet = "ab;\"\"\r\n\n";
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String whole = "x;y\n".repeat(random.nextInt(5_000)) + text;

      assertThat(rows(pieces(whole, random))).isEqualTo(rows(new StringReader(whole)));
    }
  }

  private static Reader pieces(String text, RandomGenerator random) {
    return new StringReader(text) {
      @Override
      public int read(char[] target, int offset, int length) throws IOException {
        return super.read(target, offset, Math.min(length, 1 + random.nextInt(4_000)));
      }
    };
  }

  private static List<String> rows(String text) throws IOException {
    return rows(new StringReader(text));
  }

  private static List<String> rows(Reader text) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CsvRows csv = new CsvRows(text, ';', '"')) {
      for (Row row = csv.next(); row != null; row = csv.next()) {
        rows.add(describe(row));
      }
    }
    return rows;
  }

  private static String describe(Row row) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < row.columns(); i++) {
      columns.add(row.column(i));
    }
    String problem = row.problem() == null ? "" : row.problem() + " ";
    return row.line() + " " + problem + String.join("|", columns);
  }

  private static CsvRows open(String text) {
    return new CsvRows(new StringReader(text), ';', '"');
  }
}
