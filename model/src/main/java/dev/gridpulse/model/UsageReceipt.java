package dev.gridpulse.model;

import org.jspecify.annotations.Nullable;

/**
 * What became of an answer of the partner: a record of {@link Topics#PARTNER_RECEIPTS}. One answer
 * may have several receipts, which say the same.
 *
 * @param answer where the answer is
 * @param exportId what it quotes, null when that cannot be read
 * @param sensor whom it is about, null when that cannot be read
 * @param refusal why it is refused, null when it is accepted
 */
public record UsageReceipt(
    Reject.InTopic answer,
    @Nullable String exportId,
    @Nullable String sensor,
    @Nullable String refusal) {

  /** The value of the record: {@code {"status","exportId","sensor","reason",…}}. */
  public byte[] encode() {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("status", refusal == null ? "accepted" : "refused");
          json.writeStringField("exportId", exportId);
          json.writeStringField("sensor", sensor);
          json.writeStringField("reason", refusal);
          json.writeStringField("topic", answer.topic());
          json.writeNumberField("partition", answer.partition());
          json.writeNumberField("offset", answer.offset());
          json.writeEndObject();
        });
  }
}
