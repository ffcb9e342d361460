package dev.gridpulse.query.http;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.server.netty.DefaultHttpCompressionStrategy;
import io.micronaut.http.server.netty.HttpCompressionStrategy;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import jakarta.inject.Singleton;

/** Packs every text for whoever wants it; the framework's own does not know lines of JSON. */
@Singleton
@Replaces(DefaultHttpCompressionStrategy.class)
final class Compression implements HttpCompressionStrategy {
  private static final int SHORTEST = 1_024;
  private static final int LONGEST_ZSTD = 1 << 25;

  @Override
  public boolean shouldCompress(HttpResponse response) {
    String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    int length = response.headers().getInt(HttpHeaderNames.CONTENT_LENGTH, Integer.MAX_VALUE);
    // The live feed is one text for all its clients, and must not wait for more to be packed with.
    return length >= SHORTEST
        && !type.startsWith("text/event-stream")
        && (type.startsWith("text/")
            || type.contains("json")
            || type.contains("javascript")
            || type.contains("yaml"));
  }

  @Override
  public int getMaxZstdEncodeSize() {
    return LONGEST_ZSTD;
  }
}
