package dev.gridpulse.ingest.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An object in a bucket. A read that breaks off goes on where it was, as long as the object is the
 * same.
 *
 * @param client reaches the store; closed by somebody else
 * @param bucket its bucket
 * @param key its name in the bucket
 * @param size how many bytes it has
 * @param tag the store's name of this content
 * @param modified when it was written
 */
record S3Object(S3Client client, String bucket, String key, long size, String tag, Instant modified)
    implements Source {
  @Override
  public String name() {
    return "s3://" + bucket + "/" + key;
  }

  @Override
  public Version version() {
    return new Version(size, modified);
  }

  @Override
  public InputStream open() {
    return new ResumedStream(this::openAt);
  }

  @Override
  public Optional<String> contentId() {
    return Optional.of("s3:%s:%d".formatted(tag.replace("\"", ""), size));
  }

  private InputStream openAt(long offset) throws IOException {
    try {
      ResponseInputStream<GetObjectResponse> content =
          client.getObject(
              request -> {
                request.bucket(bucket).key(key).ifMatch(tag);
                if (offset > 0) {
                  request.range("bytes=%d-".formatted(offset));
                }
              });
      return new FilterInputStream(content) {
        @Override
        public int read(byte[] target, int from, int length) throws IOException {
          return in.read(target, from, length);
        }

        @Override
        public void close() {
          // Closing would read what is left, which may be gigabytes.
          content.abort();
        }
      };
    } catch (SdkException e) {
      throw new IOException(reason(e), e);
    }
  }

  static String reason(SdkException e) {
    if (e instanceof S3Exception answer && answer.awsErrorDetails() != null) {
      return "the object store says %s (%d): %s"
          .formatted(
              answer.awsErrorDetails().errorCode(),
              answer.statusCode(),
              answer.awsErrorDetails().errorMessage());
    }
    return "the object store cannot be used: " + e.getMessage();
  }
}
