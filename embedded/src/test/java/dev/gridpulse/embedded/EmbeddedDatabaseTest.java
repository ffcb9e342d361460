package dev.gridpulse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

  @TempDir Path folder;

  @Test
  void keepsDataAndPortOverARestart() throws SQLException {
    int port;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      port = database.port();
      execute(database, "CREATE TABLE probe AS SELECT 'kept' AS word");
    }

    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertThat(query(database, "SELECT word FROM probe")).isEqualTo("kept");
      assertThat(database.port()).isEqualTo(port);
    }
  }

  @Test
  void isDurableAndClosedToOthers() throws SQLException, IOException {
    Path data = folder.resolve("new").resolve("database");
    try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
      assertThat(query(database, "SHOW fsync")).isEqualTo("on");
      assertThat(query(database, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(query(database, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(query(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      try (Connection administrator =
          DriverManager.getConnection(
              database.url(), database.administrator(), database.administratorPassword())) {
        assertThat(query(administrator, "SHOW unix_socket_directories")).isEmpty();
      }
      assertThat(query(database, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("f");
      assertThat(
              query(
                  database,
                  "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"))
          .isEqualTo("gridpulse");
      assertThat(permissions(data)).isEqualTo("rwx------");
      assertThat(permissions(data.resolve("credentials.properties"))).isEqualTo("rw-------");
    }
  }

  @Test
  void refusesAWrongPassword() {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      for (String user : List.of(database.user(), database.administrator())) {
        for (String password : List.of("", "wrong")) {
          assertThatExceptionOfType(SQLException.class)
              .isThrownBy(() -> DriverManager.getConnection(database.url(), user, password).close())
              .withMessageContaining("password");
        }
      }
    }
  }

  @Test
  void twoServersRunSideBySide(@TempDir Path otherFolder) throws SQLException {
    try (EmbeddedDatabase one = EmbeddedDatabase.start(folder);
        EmbeddedDatabase other = EmbeddedDatabase.start(otherFolder)) {
      execute(one, "CREATE TABLE probe AS SELECT 'one' AS word");
      execute(other, "CREATE TABLE probe AS SELECT 'other' AS word");

      assertThat(query(one, "SELECT word FROM probe")).isEqualTo("one");
      assertThat(query(other, "SELECT word FROM probe")).isEqualTo("other");
      assertThat(one.password()).isNotEqualTo(other.password());
    }
  }

  @Test
  void takesAnotherPortWhenThatOfTheLastTimeIsTaken() throws SQLException, IOException {
    int port;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      port = database.port();
    }

    try (var squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertThat(database.port()).isNotEqualTo(squatter.getLocalPort());
      assertThat(query(database, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void makesAnewWhatWasHalfMade() throws IOException, SQLException {
    Path half = Files.createDirectories(folder.resolve("unfinished-1").resolve("cluster"));
    Files.writeString(half.resolve("PG_VERSION"), "17");
    Files.writeString(folder.resolve("credentials.properties.new"), "postg");

    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertThat(query(database, "SELECT 1")).isEqualTo("1");
      assertThat(half).doesNotExist();
    }
  }

  @Test
  void startsAlthoughAnotherProgramNowHasTheNumberOfTheOldServer()
      throws IOException, SQLException {
    EmbeddedDatabase.start(folder).close();
    Files.write(
        folder.resolve("cluster").resolve("postmaster.pid"),
        List.of(
            Long.toString(ProcessHandle.current().pid()),
            folder.resolve("cluster").toString(),
            "1700000000",
            "5432",
            "",
            "127.0.0.1",
            "",
            "ready   "));

    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertThat(query(database, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void refusesAFolderThatIsInUse() {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertThat(database.port()).isPositive();
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> EmbeddedDatabase.start(folder))
          .withMessageContaining("is in use by another gridpulse");
    }
  }

  @Test
  void givesTheServersOwnWordsWhenItDoesNotStart() {
    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> EmbeddedDatabase.start(folder, Map.of("shared_buffers", "much")))
        .withMessageStartingWith("PostgreSQL did not start: ")
        .withMessageContaining("shared_buffers");
  }

  @Test
  void leavesNoProcessBehind() throws SQLException {
    String data = folder.resolve("cluster").toString();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertThat(processesOf(data)).isNotEmpty();
      execute(database, "CREATE TABLE probe (word text)");
    }

    assertThat(processesOf(data)).isEmpty();
  }

  private static Stream<ProcessHandle> processesOf(String data) {
    return ProcessHandle.allProcesses()
        .filter(
            process -> process.info().arguments().map(List::of).orElse(List.of()).contains(data));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database)) {
      return query(connection, sql);
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private static Connection connect(EmbeddedDatabase database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }
}
