package dev.gridpulse.model;

/** The JSON of {@link Topics#REJECTS}. */
public final class RejectEncoder {
  private RejectEncoder() {}

  public static byte[] encode(Reject reject) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("source", reject.origin().source());
          switch (reject.origin()) {
            case Reject.InTopic at -> {
              json.writeStringField("topic", at.topic());
              json.writeNumberField("partition", at.partition());
              json.writeNumberField("offset", at.offset());
            }
            case Reject.InFile at -> {
              json.writeStringField("file", at.file());
              json.writeNumberField("line", at.line());
            }
          }
          json.writeStringField("reason", reject.reason());
          json.writeStringField("raw", reject.raw());
          json.writeEndObject();
        });
  }
}
