package dev.gridpulse.ingest.source;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Buckets that speak S3, whoever runs them. */
public final class ObjectStore implements AutoCloseable {
  private static final String SCHEME = "s3://";

  private final S3Client client;

  /**
   * A client; credentials come from AWS' own places (environment, profile, machine).
   *
   * @param endpoint where to reach it, null for AWS
   * @param region its region
   * @param pathStyle whether buckets are named in the path, as MinIO wants it, and not in the host
   * @param anonymous whether to come without credentials, for public buckets
   */
  public ObjectStore(@Nullable URI endpoint, String region, boolean pathStyle, boolean anonymous) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(region))
            .forcePathStyle(pathStyle)
            .credentialsProvider(credentials(anonymous))
            .httpClientBuilder(UrlConnectionHttpClient.builder());
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    client = builder.build();
  }

  private static AwsCredentialsProvider credentials(boolean anonymous) {
    return anonymous
        ? AnonymousCredentialsProvider.create()
        : DefaultCredentialsProvider.builder().build();
  }

  /** Whether a word names something in an object store. */
  static boolean isUri(String word) {
    return word.startsWith(SCHEME);
  }

  /**
   * All objects whose names begin so, by name.
   *
   * @param uri {@code s3://bucket/prefix}
   * @throws IllegalArgumentException when it names no bucket, with a message for the user
   * @throws IOException when the store does not answer or refuses
   */
  List<Source> find(String uri) throws IOException {
    String path = uri.substring(SCHEME.length());
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    String prefix = slash < 0 ? "" : path.substring(slash + 1);
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException(uri + ": write s3://bucket/prefix");
    }
    List<Source> found = new ArrayList<>();
    try {
      client
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
          .contents()
          .stream()
          .filter(object -> object.size() > 0 && !object.key().endsWith("/"))
          .forEach(
              object ->
                  found.add(
                      new S3Object(
                          client,
                          bucket,
                          object.key(),
                          object.size(),
                          object.eTag(),
                          object.lastModified())));
    } catch (SdkException e) {
      throw new IOException(S3Object.reason(e), e);
    }
    return found;
  }

  @Override
  public void close() {
    client.close();
  }
}
