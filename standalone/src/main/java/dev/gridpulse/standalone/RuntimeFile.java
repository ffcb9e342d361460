package dev.gridpulse.standalone;

import dev.gridpulse.query.store.DatabaseSettings;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a running {@code up} or {@code demo} can be reached: the content of {@code
 * runtime.properties}.
 *
 * @param httpUrl base URL of the API
 * @param kafkaBootstrapServers the broker, as host:port
 * @param databaseUrl the database's JDBC URL
 * @param databaseUser the user that may read and write it
 * @param databasePassword that user's password
 */
record RuntimeFile(
    String httpUrl,
    String kafkaBootstrapServers,
    String databaseUrl,
    String databaseUser,
    String databasePassword) {

  /** Its database, for those who use it as a role does. */
  DatabaseSettings database() {
    return DatabaseSettings.of(databaseUrl, databaseUser, databasePassword);
  }

  /** Says in one step that everything is ready. */
  void write(DataFolder folder) {
    Properties properties = new Properties();
    properties.setProperty("http.url", httpUrl);
    properties.setProperty("kafka.bootstrap.servers", kafkaBootstrapServers);
    properties.setProperty("database.url", databaseUrl);
    properties.setProperty("database.user", databaseUser);
    properties.setProperty("database.password", databasePassword);
    StringWriter text = new StringWriter();
    try {
      properties.store(text, "gridpulse is running; this file is removed when it stops");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    folder.writePrivately(folder.runtimeProperties(), text.toString());
  }

  static void remove(DataFolder folder) {
    try {
      Files.deleteIfExists(folder.runtimeProperties());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the program that runs on this folder wrote; empty when none does. */
  static Optional<RuntimeFile> read(DataFolder folder) {
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(folder.runtimeProperties())) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(
        new RuntimeFile(
            properties.getProperty("http.url", ""),
            properties.getProperty("kafka.bootstrap.servers", ""),
            properties.getProperty("database.url", ""),
            properties.getProperty("database.user", ""),
            properties.getProperty("database.password", "")));
  }

  @Override
  public String toString() {
    return "RuntimeFile[" + httpUrl + "]";
  }
}
