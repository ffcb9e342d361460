package dev.gridpulse.ingest;

import java.time.Instant;
import java.util.Optional;

/**
 * Remembers how far each content has been delivered, whatever the file is called. What it knows was
 * acknowledged by Kafka before it was written down.
 */
public interface ReplayJournal extends AutoCloseable {
  /** For replays that begin at the beginning and are not resumed. */
  ReplayJournal NONE =
      new ReplayJournal() {
        @Override
        public Optional<Entry> find(String id) {
          return Optional.empty();
        }

        @Override
        public void record(Entry entry) {}

        @Override
        public void close() {}
      };

  /**
   * How far a content has been delivered.
   *
   * @param id of the content and the way it is read
   * @param file what the file was called
   * @param rows how many of its rows are done, headers not counted
   * @param rejected how many values among them were rejected
   * @param complete whether that is all
   * @param time when that was so
   */
  record Entry(String id, String file, long rows, long rejected, boolean complete, Instant time) {
    /** Whether it tells of more than the other. */
    boolean isAheadOf(Entry other) {
      return !other.complete && (complete || rows > other.rows);
    }
  }

  /** What is known of a content that is read in that way. */
  Optional<Entry> find(String id);

  /** Takes the place of what was known; returns when that is safe. */
  void record(Entry entry);

  @Override
  void close();
}
