package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SensorNameTest {

  @Test
  void allowsUpTo200CharactersOfAnyScript() {
    List<String> names =
        List.of(
            "s",
            " ",
            "sensor_00007",
            "Zürich/Höngg 3",
            "中",
            "😀",
            "a\"b\\c",
            "\u00a0",
            "\ufeff",
            "x".repeat(200),
            "😀".repeat(200),
            "e\u0301".repeat(100));

    assertThat(names).allSatisfy(name -> assertThat(SensorName.problem(name)).isEmpty());
  }

  @Test
  void allowsEveryNameOfTheSamples() {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      String name = Samples.name(random);

      assertThat(SensorName.require(name)).isSameAs(name);
    }
  }

  static List<Arguments> problems() {
    return List.of(
        Arguments.of("", "the sensor's name is empty"),
        Arguments.of(
            "x".repeat(201), "the sensor's name has 201 characters, at most 200 are allowed"),
        Arguments.of(
            "😀".repeat(201), "the sensor's name has 201 characters, at most 200 are allowed"),
        Arguments.of("\0", "the sensor's name has a control character (U+0000) at position 1"),
        Arguments.of("ab\t", "the sensor's name has a control character (U+0009) at position 3"),
        Arguments.of(
            "a\u001fb", "the sensor's name has a control character (U+001F) at position 2"),
        Arguments.of(
            "a\u007fb", "the sensor's name has a control character (U+007F) at position 2"),
        Arguments.of(
            "a\u009fb", "the sensor's name has a control character (U+009F) at position 2"),
        Arguments.of("a\ud83d", "the sensor's name has half a surrogate pair at position 2"),
        Arguments.of("\ude00a", "the sensor's name has half a surrogate pair at position 1"),
        Arguments.of(
            "\ud83d\ud83d\ude00", "the sensor's name has half a surrogate pair at position 1"),
        Arguments.of("😀\ude00", "the sensor's name has half a surrogate pair at position 3"));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void saysWhatIsWrongWithANameAndWhere(String name, String problem) {
    assertThat(SensorName.problem(name)).contains(problem);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> SensorName.require(name))
        .withMessage(problem);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Sensor.named(name))
        .withMessage(problem);
  }
}
