package dev.gridpulse.query.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hangs up on whoever takes longer than {@value #SECONDS} s to send a request: sent byte by byte,
 * it would hold a connection for as long as somebody likes.
 */
@Singleton
final class RequestTimeout implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private static final int SECONDS = 10;

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
      String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
      if (channel != null && channel.pipeline().get(codec) != null) {
        Bytes bytes = new Bytes();
        channel.pipeline().addBefore(codec, "request-begins", bytes);
        channel.pipeline().addAfter(codec, "request-ends", new Messages(bytes));
      }
    }
  }

  /** Sees what comes in: the first bytes, while nobody waits for an answer, begin a request. */
  private static final class Bytes extends ChannelInboundHandlerAdapter {
    /** Requests that have not been answered to the end. */
    private int unanswered;

    private @Nullable Future<?> timeout;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (unanswered == 0 && timeout == null) {
        timeout = context.executor().schedule(() -> hangUp(context), SECONDS, TimeUnit.SECONDS);
      }
      context.fireChannelRead(message);
    }

    private void hangUp(ChannelHandlerContext context) {
      if (unanswered == 0) {
        var _ =
            context
                .writeAndFlush(Unpooled.wrappedBuffer(ANSWER))
                .addListener(ChannelFutureListener.CLOSE);
      } else {
        // It was answered before it was whole, or is about to be.
        var _ = context.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      isWhole();
      context.fireChannelInactive();
    }

    void isWhole() {
      if (timeout != null) {
        timeout.cancel(false);
        timeout = null;
      }
    }
  }

  /** Sees what the codec makes of it, and the answers. */
  private static final class Messages extends ChannelDuplexHandler {
    private final Bytes bytes;

    /** Whether what is written belongs to an answer, and not to a word before it (100). */
    private boolean answering;

    Messages(Bytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest) {
        bytes.unanswered++;
      }
      if (message instanceof LastHttpContent) {
        bytes.isWhole();
      }
      context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpResponse response) {
        answering = response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
      }
      if (answering && message instanceof LastHttpContent) {
        bytes.unanswered--;
      }
      var _ = context.write(message, promise);
    }
  }
}
