package dev.gridpulse.standalone;

import dev.gridpulse.ingest.source.ObjectStore;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an object store is reached. */
final class ObjectStoreOptions implements AutoCloseable {
  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "where it is, such as http://localhost:9000 for MinIO (default: AWS)")
  private @Nullable URI endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      defaultValue = "us-east-1",
      description = "its region (default: ${DEFAULT-VALUE})")
  private String region = "us-east-1";

  @Option(
      names = "--s3-path-style",
      negatable = true,
      fallbackValue = "true",
      description = "buckets are named in the path (default: so where there is an endpoint)")
  private @Nullable Boolean pathStyle;

  @Option(names = "--s3-anonymous", description = "come without credentials, to public buckets")
  private boolean anonymous;

  private @Nullable ObjectStore store;

  /** The store, opened at the first call. */
  ObjectStore open() {
    ObjectStore known = store;
    if (known == null) {
      known =
          new ObjectStore(
              endpoint, region, pathStyle == null ? endpoint != null : pathStyle, anonymous);
      store = known;
    }
    return known;
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
