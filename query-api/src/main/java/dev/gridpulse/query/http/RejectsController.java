package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gridpulse.query.live.RejectLog;
import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.security.Tokens;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import java.io.IOException;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What was not taken in, with the reason and the raw text. */
@Controller(RejectsController.REJECTS)
@Secured(Tokens.OPERATOR)
@Requires(beans = RejectLog.class)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.APPLICATION_JSON)
final class RejectsController {
  static final String REJECTS = SensorPath.API + "/rejects";

  private static final int USUAL = 100;
  private static final int MOST = 500;
  private static final int RETRY_AFTER_S = 5;
  private static final String[] TEXTS = {"source", "topic", "file", "reason", "raw"};
  private static final String[] NUMBERS = {"partition", "offset", "line"};

  private final RejectLog log;

  RejectsController(RejectLog log) {
    this.log = log;
  }

  @Get
  byte[] rejects(@QueryValue @Nullable String limit) throws IOException, SQLException {
    List<RejectLog.Entry> entries = read(Values.number("limit", limit, USUAL, MOST));
    TimeText times = new TimeText(ZoneOffset.UTC);
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("rejects");
          for (RejectLog.Entry entry : entries) {
            write(json, entry, times);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private List<RejectLog.Entry> read(int limit) {
    try {
      return log.newest(limit);
    } catch (KafkaException e) {
      throw ProblemException.unavailable("Kafka does not answer.", RETRY_AFTER_S, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("The server stops.", RETRY_AFTER_S, e);
    }
  }

  private static void write(JsonGenerator json, RejectLog.Entry entry, TimeText times)
      throws IOException {
    // Who else writes there may write anything.
    JsonNode reject = Json.readObject(entry.json());
    json.writeStartObject();
    json.writeStringField("time", times.format(entry.time()));
    for (String name : TEXTS) {
      // Null where it says nothing.
      json.writeStringField(name, reject.path(name).textValue());
    }
    for (String name : NUMBERS) {
      json.writeFieldName(name);
      if (reject.path(name).isIntegralNumber()) {
        json.writeNumber(reject.path(name).longValue());
      } else {
        json.writeNull();
      }
    }
    json.writeEndObject();
  }
}
