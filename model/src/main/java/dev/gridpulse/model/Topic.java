package dev.gridpulse.model;

import java.util.Map;

/**
 * A topic as it is created.
 *
 * @param name the topic's name
 * @param partitions how many partitions it is created with
 * @param settings the broker's settings for it
 */
public record Topic(String name, int partitions, Map<String, String> settings) {
  public Topic {
    settings = Map.copyOf(settings);
  }
}
