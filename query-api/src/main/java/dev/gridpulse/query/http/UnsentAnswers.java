package dev.gridpulse.query.http;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what is held of answers that their clients have not taken yet. An answer that is not
 * streamed is a whole in memory until it is written; who asks for many of them and does not read
 * gets no more when all of them together hold as much as may be.
 */
@ServerFilter("/api/**")
@Requires(beans = Limits.class)
final class UnsentAnswers {
  /** The others need no more memory than their connections. */
  private static final int LARGE = 64 * 1024;

  private static final int KIB = 1024;
  private static final int RETRY_SECONDS = 1;

  /** What is held for a connection, in KiB. */
  private static final AttributeKey<AtomicInteger> HELD =
      AttributeKey.valueOf(UnsentAnswers.class, "held");

  private final int most;
  private final Semaphore free;

  UnsentAnswers(Limits limits) {
    this.most = (int) Math.min(Integer.MAX_VALUE, limits.unsentBytes() / KIB);
    this.free = new Semaphore(most);
  }

  @ResponseFilter
  @Nullable MutableHttpResponse<?> hold(HttpRequest<?> request, MutableHttpResponse<?> response) {
    if (!(response.body() instanceof byte[] body)
        || body.length < LARGE
        || !(request instanceof NettyHttpRequest<?> netty)) {
      return null;
    }
    // One alone always finds room.
    int size = Math.min(most, body.length / KIB);
    if (!free.tryAcquire(size)) {
      return Problems.write(
          request,
          HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
              .header("Retry-After", Integer.toString(RETRY_SECONDS)),
          "Too many large answers wait to be taken by their clients. Try again, or ask for less.");
    }
    hold(netty.getChannelHandlerContext().channel(), size);
    return null;
  }

  private void hold(Channel channel, int size) {
    AtomicInteger held = new AtomicInteger();
    AtomicInteger before = channel.attr(HELD).setIfAbsent(held);
    if (before == null) {
      channel.closeFuture().addListener(_ -> release(held));
    }
    (before == null ? held : before).addAndGet(size);
    if (!channel.isOpen()) {
      release(before == null ? held : before);
    }
  }

  private void release(AtomicInteger held) {
    free.release(held.getAndSet(0));
  }

  /** Sees answers end. */
  @Singleton
  @Requires(beans = Limits.class)
  static final class Ends implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final UnsentAnswers answers;

    Ends(UnsentAnswers answers) {
      this.answers = answers;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(
        BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
      event.getBean().register(new Customizer(answers, null));
      return event.getBean();
    }
  }

  private record Customizer(UnsentAnswers answers, @Nullable Channel channel)
      implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return new Customizer(answers, channel);
    }

    @Override
    public void onStreamPipelineBuilt() {
      String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
      if (channel != null && channel.pipeline().get(codec) != null) {
        channel.pipeline().addAfter(codec, "answer-ends", new Written(answers));
      }
    }
  }

  private static final class Written extends ChannelOutboundHandlerAdapter {
    private final UnsentAnswers answers;

    Written(UnsentAnswers answers) {
      this.answers = answers;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ChannelPromise last = promise;
      AtomicInteger held = context.channel().attr(HELD).get();
      if (held != null && message instanceof LastHttpContent) {
        last = promise.unvoid();
        last.addListener(_ -> answers.release(held));
      }
      var _ = context.write(message, last);
    }
  }
}
