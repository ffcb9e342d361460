package dev.gridpulse.partner.export;

import dev.gridpulse.model.ExportManifest;

/** Is told how far an export is; called by the thread that makes it. */
public interface ExportListener {
  /** Does nothing. */
  ExportListener NONE = new ExportListener() {};

  /** Another export is under way somewhere, and is waited for. */
  default void waiting() {}

  /**
   * An export begins.
   *
   * @param sensors how many sensors it will hold
   */
  default void begun(String id, int sensors) {}

  /**
   * A sensor has been read and sent.
   *
   * @param number how many so far
   */
  default void sensorSent(int number) {}

  /** All is sent and nothing committed yet. */
  default void sent(ExportManifest manifest) {}

  /** Readers of committed records see it from now on. */
  default void committed(ExportManifest manifest) {}

  /** It stands in the tables too. */
  default void recorded(ExportManifest manifest) {}
}
