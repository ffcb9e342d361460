package dev.gridpulse.query.http;

import dev.gridpulse.query.live.LiveStream;
import io.micronaut.buffer.netty.NettyReadBufferFactory;
import io.micronaut.core.io.buffer.ReadBuffer;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.netty.body.NettyByteBodyFactory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Writes a stream of the live feed to a connection, on the connection's event loop, as fast as it
 * takes it. What is written together goes out in one piece.
 */
final class LiveBody implements Publisher<ReadBuffer>, Subscription, LiveStream.Output {
  /**
   * What the system holds for a client that reads nothing, in bytes. Left to itself it would take
   * megabytes of old events for each.
   */
  private static final int SEND_BUFFER = 128 * 1024;

  private final LiveStream stream;
  private final Channel channel;
  private final NettyReadBufferFactory buffers;
  private @Nullable Subscriber<? super ReadBuffer> subscriber;

  private LiveBody(LiveStream stream, Channel channel, NettyReadBufferFactory buffers) {
    this.stream = stream;
    this.channel = channel;
    this.buffers = buffers;
  }

  /** The body of an answer. The stream ends with the connection, whatever becomes of the answer. */
  static CloseableByteBody of(LiveStream stream, Channel channel) {
    channel.closeFuture().addListener(_ -> stream.cancel());
    var _ = channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
    NettyByteBodyFactory bodies = new NettyByteBodyFactory(channel);
    return bodies.adapt(new LiveBody(stream, channel, bodies.readBufferFactory()));
  }

  @Override
  public void subscribe(Subscriber<? super ReadBuffer> to) {
    subscriber = to;
    to.onSubscribe(this);
    stream.start(channel.eventLoop(), this);
  }

  @Override
  public void request(long portions) {
    stream.request(portions);
  }

  @Override
  public void cancel() {
    stream.cancel();
  }

  @Override
  public void next(List<byte[]> events) {
    int length = 0;
    for (byte[] event : events) {
      length += event.length;
    }
    ByteBuf out = channel.alloc().buffer(length);
    for (byte[] event : events) {
      out.writeBytes(event);
    }
    if (subscriber == null) {
      out.release();
    } else {
      subscriber.onNext(buffers.adapt(out));
    }
  }

  @Override
  public void complete() {
    if (subscriber != null) {
      subscriber.onComplete();
    }
  }
}
