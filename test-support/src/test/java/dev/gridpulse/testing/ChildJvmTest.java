package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void stopsInOrder() {
    try (ChildJvm child = ChildJvm.start(Waiter.class, "hello")) {
      assertThat(child.awaitOutput("^ready (\\w+)$", SOON).group(1)).isEqualTo("hello");

      assertThat(child.stop(SOON)).isEqualTo(143);

      assertThat(child.output()).contains("in order");
    }
  }

  @Test
  void isKilledWithoutAnyOrder() {
    try (ChildJvm child = ChildJvm.start(Waiter.class, "hello")) {
      child.awaitOutput("^ready", SOON);

      child.kill9();

      assertThat(child.isAlive()).isFalse();
      assertThat(child.output()).doesNotContain("in order");
    }
  }

  @Test
  void standsStillUntilItIsResumed() {
    try (ChildJvm child = ChildJvm.start(Waiter.class, "hello")) {
      child.awaitOutput("^ready", SOON);

      child.pause();
      assertThat(child.isPaused()).isTrue();
      child.resume();

      assertThat(child.stop(SOON)).isEqualTo(143);
      assertThat(child.isPaused()).isFalse();
    }
  }

  @Test
  void showsTheOutputOfAChildThatFails() {
    try (ChildJvm child =
        ChildJvm.start(
            Waiter.class,
            List.of("-Dword=property"),
            Map.of("WORD", "variable"),
            List.of("fail"))) {
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> child.awaitOutput("^ready", SOON))
          .withMessageContaining("ended without")
          .withMessageContaining("failed with property and variable");
      assertThat(child.awaitExit(SOON)).isEqualTo(7);
    }
  }

  /** Waits to be stopped. */
  static final class Waiter {
    private Waiter() {}

    public static void main(String[] arguments) throws InterruptedException {
      if (arguments[0].equals("fail")) {
        IO.println(
            "failed with %s and %s".formatted(System.getProperty("word"), System.getenv("WORD")));
        System.exit(7);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("in order")));
      IO.println("ready " + arguments[0]);
      Thread.currentThread().join();
    }
  }
}
