package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.DriverManager;
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

  @Test
  void makesUsersThatHaveTheRightsOfARoleAndGoWithTheDatabase() throws SQLException {
    String user;
    try (TestDatabase database = TestDatabase.create();
        Connection owner = database.connect();
        Statement asOwner = owner.createStatement()) {
      user = database.login("gridpulse_test_role");
      asOwner.execute("CREATE TABLE probe (word text)");
      asOwner.execute("CREATE TABLE other (word text)");
      asOwner.execute("GRANT SELECT ON probe TO gridpulse_test_role");

      try (Connection login =
              DriverManager.getConnection(database.url(), user, TestDatabase.LOGIN_PASSWORD);
          Statement asUser = login.createStatement()) {
        asUser.execute("SELECT FROM probe");
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> asUser.execute("SELECT FROM other"))
            .withMessageContaining("permission denied");
      }
    }

    try (TestDatabase database = TestDatabase.create();
        Connection administrator = database.connectAsAdministrator();
        Statement select = administrator.createStatement();
        ResultSet row =
            select.executeQuery("SELECT FROM pg_roles WHERE rolname = '" + user + "'")) {
      assertThat(row.next()).isFalse();
    }
  }
}
