package dev.gridpulse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberParserTest {
  private static final NumberFormat COMMA = new NumberFormat(',', NumberFormat.NONE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          .  |      | 50                       | 50
          .  |      | 49.99                    | 49.99
          .  |      | -0.5                     | -0.5
          .  |      | +5                       | 5
          .  |      | .5                       | 0.5
          .  |      | 5.                       | 5
          .  |      | 1e-3                     | 0.001
          .  |      | 1.5E+3                   | 1500
          .  |      | −7.25                    | -7.25
          .  |      | 0.1                      | 0.1
          .  |      | 123456789012345678901    | 123456789012345678901
          .  |      | 0.30000000000000004      | 0.30000000000000004
          .  |      | 1e23                     | 1e23
          .  |      | 4.9e-324                 | 4.9e-324
          .  |      | 000000000000000000049.99 | 49.99
          ,  |      | 49,99                    | 49.99
          ,  |      | 50                       | 50
          ,  |      | -1,5e2                   | -150
          .  | ,    | 14,103.81                | 14103.81
          .  | ,    | 1,234,567                | 1234567
          .  | ,    | 110.95                   | 110.95
          ,  | .    | 1.234,5                  | 1234.5
          ,  | .    | 12345,678                | 12345.678
          .  | ’    | 1’234.5                  | 1234.5
          """)
  void readsNumbersAsTheyAreWritten(char decimal, String thousands, String text, String java) {
    char separator = thousands == null ? NumberFormat.NONE : thousands.charAt(0);

    double read = read(new NumberFormat(decimal, separator), text);

    assertThat(read).isEqualTo(Double.parseDouble(java));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "49,99",
        "abc",
        "1.2.3",
        "--5",
        "+",
        ".",
        "1e",
        "1e+",
        "e5",
        "0x1p3",
        "1d",
        "5f",
        "1 2",
        "1_000",
        "12h",
        "1e12345",
        "Infinity!"
      })
  void doesNotReadWhatIsNoNumber(String text) {
    assertThat(read(NumberFormat.PLAIN, text)).isNaN();
    assertThat(problem(NumberFormat.PLAIN, text)).isEqualTo(RejectReason.BAD_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,23", "1234,567", ",123", "1,2345", "1,234,56", "1,", "1,,234"})
  void insistsOnThreeDigitsBetweenThousands(String text) {
    assertThat(read(new NumberFormat('.', ','), text)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "nan", "Infinity", "-Inf", "1e999", "-1e400"})
  void saysThatAValueIsNotFinite(String text) {
    assertThat(Double.isFinite(read(NumberFormat.PLAIN, text))).isFalse();
    assertThat(problem(NumberFormat.PLAIN, text)).isEqualTo(RejectReason.NOT_FINITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "\u00a0"})
  void saysThatThereIsNoValue(String text) {
    assertThat(read(NumberFormat.PLAIN, text)).isNaN();
    assertThat(problem(NumberFormat.PLAIN, text)).isEqualTo(RejectReason.NO_VALUE);
  }

  @Test
  void passesOverBlanksAroundANumber() {
    assertThat(read(COMMA, " \t49,99\u00a0")).isEqualTo(49.99);
  }

  @Test
  void keepsTheSignOfZero() {
    assertThat(Double.doubleToRawLongBits(read(COMMA, "-0,0")))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
  }

  @Test
  void readsEveryNumberAsTheJdkDoes() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20210501);
    NumberParser parser = new NumberParser(COMMA);
    for (int i = 0; i < 200_000; i++) {
      double number =
          switch (i % 3) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(100_000) / 100.0;
            default -> random.nextDouble() * Math.pow(10, random.nextInt(40) - 20);
          };
      if (!Double.isFinite(number)) {
        continue;
      }
      String text =
          i % 2 == 0
              ? Double.toString(number)
              : String.format(Locale.ROOT, "%." + random.nextInt(20) + "f", number);
      char[] german = text.replace('.', ',').toCharArray();

      assertThat(parser.read(german, 0, german.length)).isEqualTo(Double.parseDouble(text));
    }
  }

  private static double read(NumberFormat format, String text) {
    return new NumberParser(format).read(text.toCharArray(), 0, text.length());
  }

  private static RejectReason problem(NumberFormat format, String text) {
    return new NumberParser(format).problem(text.toCharArray(), 0, text.length());
  }
}
