package dev.gridpulse.model;

/**
 * Writes the value of a record of {@link Topics#READINGS}: {@code
 * {"sensor":"s","readings":[[1620000000000,49.99],…]}}.
 */
public final class ReadingEncoder {
  /** As a rule: with milliseconds of 13 digits and a value of 8. */
  private static final int BYTES_PER_READING = 25;

  private ReadingEncoder() {}

  /** The batch as UTF-8 JSON; a value comes back from {@link ReadingDecoder} bit for bit. */
  public static byte[] encode(ReadingBatch batch) {
    JsonBytes json = new JsonBytes(2 * batch.sensor().length() + BYTES_PER_READING * batch.size());
    json.raw("{\"sensor\":").text(batch.sensor()).raw(",\"readings\":[");
    for (int i = 0; i < batch.size(); i++) {
      if (i > 0) {
        json.raw(',');
      }
      json.raw('[').number(batch.timestamp(i)).raw(',').number(batch.value(i)).raw(']');
    }
    return json.raw("]}").toByteArray();
  }
}
