package dev.gridpulse.query.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** A library for browsers that comes as a jar. */
public final class WebLibrary {
  private WebLibrary() {}

  /**
   * Its version, which the folders in its jar are named by.
   *
   * @throws IllegalStateException when the class path does not have it
   */
  public static String version(String group, String artifact) {
    String about = "/META-INF/maven/%s/%s/pom.properties".formatted(group, artifact);
    try (InputStream in = WebLibrary.class.getResourceAsStream(about)) {
      if (in == null) {
        throw new IllegalStateException("The class path has no %s: %s".formatted(artifact, about));
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
