package dev.gridpulse.testing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BreakableDatabaseTest {
  private static BreakableDatabase database;

  @BeforeAll
  static void startDatabase() throws SQLException {
    database = BreakableDatabase.start();
    execute("CREATE TABLE probe (number integer)");
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @Test
  void keepsWhatWasCommittedWhenItIsStopped() throws SQLException {
    execute("SET synchronous_commit = off; INSERT INTO probe VALUES (1)");

    database.stop();
    assertThatExceptionOfType(SQLException.class).isThrownBy(database::connect);
    database.startAgain();

    assertThat(count(1)).isOne();
  }

  @Test
  void losesInACrashWhatWasNotWaitedFor() throws SQLException {
    execute("INSERT INTO probe VALUES (2)");
    execute("SET synchronous_commit = off; INSERT INTO probe VALUES (3)");

    database.crash();
    database.startAgain();

    assertThat(count(2)).isOne();
    assertThat(count(3)).isZero();
  }

  @Test
  void answersNobodyWhileItIsPaused() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      database.pause();
      var answer = CompletableFuture.supplyAsync(() -> answers(statement));
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> answer.get(500, MILLISECONDS));

      database.resume();

      assertThat(answer.get()).isTrue();
    }
  }

  @Test
  void endsTheSessionsOfThoseWhoWrite() throws SQLException {
    try (Connection writer = database.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("SET application_name = 'writer'");
      assertThat(database.terminateWriters("writer")).isZero();
      statement.execute("INSERT INTO probe VALUES (4)");

      assertThat(database.terminateWriters("writer")).isOne();

      assertThatExceptionOfType(SQLException.class).isThrownBy(writer::commit);
      assertThat(count(4)).isZero();
    }
  }

  private static boolean answers(Statement statement) {
    try {
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long count(int number) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM probe WHERE number = " + number)) {
      row.next();
      return row.getLong(1);
    }
  }
}
