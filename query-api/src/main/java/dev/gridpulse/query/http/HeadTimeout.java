package dev.gridpulse.query.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hangs up on whoever takes longer than {@value #SECONDS} s to send the head of a request: sent
 * byte by byte, it would hold a connection for as long as somebody likes.
 */
@Singleton
final class HeadTimeout implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  static final int SECONDS = 10;

  private static final byte[] ANSWER =
      "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
          .getBytes(US_ASCII);

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    event.getBean().register(new Customizer(null));
    return event.getBean();
  }

  private record Customizer(@Nullable Channel channel) implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return new Customizer(channel);
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (channel != null) {
        String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
        if (channel.pipeline().get(codec) != null) {
          Bytes bytes = new Bytes();
          channel.pipeline().addBefore(codec, "head-begins", bytes);
          channel.pipeline().addAfter(codec, "head-ends", new Requests(bytes));
        }
      }
    }
  }

  /** Sees what comes in: the first bytes that belong to no request yet begin a head. */
  private static final class Bytes extends ChannelInboundHandlerAdapter {
    private boolean within;
    private @Nullable Future<?> timeout;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!within && timeout == null) {
        timeout = context.executor().schedule(() -> hangUp(context), SECONDS, TimeUnit.SECONDS);
      }
      context.fireChannelRead(message);
    }

    private static void hangUp(ChannelHandlerContext context) {
      var _ =
          context
              .writeAndFlush(Unpooled.wrappedBuffer(ANSWER))
              .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      headIsThere(false);
      context.fireChannelInactive();
    }

    void headIsThere(boolean bodyFollows) {
      within = bodyFollows;
      if (timeout != null) {
        timeout.cancel(false);
        timeout = null;
      }
    }
  }

  /** Sees what the codec made of it. */
  private static final class Requests extends ChannelInboundHandlerAdapter {
    private final Bytes bytes;

    Requests(Bytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest) {
        bytes.headIsThere(true);
      }
      if (message instanceof LastHttpContent) {
        bytes.headIsThere(false);
      }
      context.fireChannelRead(message);
    }
  }
}
