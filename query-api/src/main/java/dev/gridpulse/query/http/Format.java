package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.io.SerializedString;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;

/** How a list is written; the client says which by {@code Accept}. */
enum Format {
  JSON(MediaType.APPLICATION_JSON, ""),
  /** A JSON object on each line. */
  NDJSON(Format.NDJSON_TYPE, ""),
  /** RFC 4180, with a header. */
  CSV(Format.CSV_TYPE, ";header=present;charset=utf-8");

  static final String NDJSON_TYPE = "application/x-ndjson";
  static final String CSV_TYPE = "text/csv";

  private final String type;
  private final String parameters;

  Format(String type, String parameters) {
    this.type = type;
    this.parameters = parameters;
  }

  /** What the client likes best, JSON when it does not say. */
  static Format of(HttpRequest<?> request) {
    for (MediaType accepted : MediaType.orderedOf(request.getHeaders().getAll("Accept"))) {
      for (Format format : values()) {
        if (accepted.matches(MediaType.of(format.type))) {
          return format;
        }
      }
    }
    return JSON;
  }

  /** A list of rows as bytes; as JSON the document that they stand in. */
  MutableHttpResponse<byte[]> answer(List<SerializedString> columns, Json.Body document, Body body)
      throws IOException, SQLException {
    byte[] bytes;
    if (this == JSON) {
      bytes = Json.write(document);
    } else {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      RowOutput rows = rows(out, columns);
      body.writeTo(rows);
      rows.finish();
      bytes = out.toByteArray();
    }
    return HttpResponse.ok(bytes).contentType(type());
  }

  /** Rows of these columns, not as elements of a document. */
  RowOutput rows(OutputStream out, List<SerializedString> columns) throws IOException {
    return this == CSV ? new CsvRows(out, columns) : JsonRows.lines(out);
  }

  /** A list of rows that is all there is; as JSON the one field of a document. */
  RowOutput list(OutputStream out, String field, List<SerializedString> columns)
      throws IOException {
    return this == JSON ? JsonRows.document(out, field) : rows(out, columns);
  }

  /** Writes rows. */
  @FunctionalInterface
  interface Body {
    void writeTo(RowOutput rows) throws IOException, SQLException;
  }

  /** The content type of an answer. */
  MediaType type() {
    return MediaType.of(type + parameters);
  }
}
