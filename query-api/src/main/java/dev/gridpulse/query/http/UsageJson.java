package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gridpulse.query.energy.EnergyBuckets;
import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.store.UsageSplits;
import java.io.IOException;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** Writes a split by use, in which the parts add up to what was consumed. */
final class UsageJson {
  private final YearMonth month;
  private final boolean provisional;
  private final EnergyBuckets energy;

  /**
   * @param provisional whether the split is not the one of that very month
   * @param energy of the time that the split is about
   */
  UsageJson(YearMonth month, boolean provisional, EnergyBuckets energy) {
    this.month = month;
    this.provisional = provisional;
    this.energy = energy;
  }

  void write(JsonGenerator json, UsageSplits.@Nullable Split split, TimeText times)
      throws IOException {
    double total = energy.totalKwh();
    json.writeStartObject();
    json.writeStringField("month", month.toString());
    json.writeStringField("exportId", split == null ? null : split.exportId());
    json.writeObjectFieldStart("period");
    json.writeStringField("start", times.format(energy.edge(0)));
    json.writeStringField("end", times.format(energy.edge(energy.count())));
    json.writeEndObject();
    json.writeBooleanField("provisional", provisional);
    json.writeObjectFieldStart("consumption");
    writeKwh(json, total);
    json.writeNumberField("coverage", energy.totalCoverage());
    json.writeEndObject();
    json.writeArrayFieldStart("usages");
    double attributed = 0;
    double attributedKwh = 0;
    if (split != null) {
      for (UsageSplits.Share share : split.shares()) {
        json.writeStartObject();
        json.writeStringField("usage", share.usage());
        json.writeNumberField("share", share.share());
        writeKwh(json, share.share() * total);
        json.writeEndObject();
        attributed += share.share();
        attributedKwh += share.share() * total;
      }
    }
    json.writeEndArray();
    json.writeObjectFieldStart("unattributed");
    // Shares may be above 1 by what decimals lose in binary.
    json.writeNumberField("share", Math.max(0, 1 - attributed));
    writeKwh(json, total - attributedKwh);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Not known is null. */
  private static void writeKwh(JsonGenerator json, double kwh) throws IOException {
    if (Double.isNaN(kwh)) {
      json.writeNullField("kwh");
    } else {
      json.writeNumberField("kwh", kwh);
    }
  }
}
