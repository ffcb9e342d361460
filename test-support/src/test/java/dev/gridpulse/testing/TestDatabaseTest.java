package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

  @Test
  void givesEachTestADatabaseOfItsOwn() throws SQLException {
    try (TestDatabase one = TestDatabase.create();
        TestDatabase other = TestDatabase.create();
        Connection toOne = one.connect();
        Connection toOther = other.connect();
        Statement inOne = toOne.createStatement();
        Statement inOther = toOther.createStatement()) {
      inOne.execute("CREATE TABLE probe (word text)");
      inOther.execute("CREATE TABLE probe (word text)");
      inOne.execute("INSERT INTO probe VALUES ('one')");

      try (ResultSet rows = inOther.executeQuery("SELECT FROM probe")) {
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void dropsTheDatabaseAlthoughSomebodyIsConnected() throws SQLException {
    TestDatabase database = TestDatabase.create();
    try (Connection forgotten = database.connect()) {
      database.close();

      assertThat(forgotten.isValid(5)).isFalse();
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> database.connect().close())
          .withMessageContaining("does not exist");
    }
  }
}
