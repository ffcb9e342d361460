package dev.gridpulse.model;

/**
 * Writes the value of a record of {@link Topics#READINGS}: {@code
 * {"sensor":"s","readings":[[1620000000000,49.99],…]}}.
 */
public final class ReadingEncoder {
  private ReadingEncoder() {}

  /** The batch as UTF-8 JSON; a value comes back from {@link ReadingDecoder} bit for bit. */
  public static byte[] encode(ReadingBatch batch) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("sensor", batch.sensor());
          json.writeArrayFieldStart("readings");
          for (int i = 0; i < batch.size(); i++) {
            json.writeStartArray();
            json.writeNumber(batch.timestamp(i));
            json.writeNumber(batch.value(i));
            json.writeEndArray();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
