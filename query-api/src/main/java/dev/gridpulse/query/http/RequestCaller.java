package dev.gridpulse.query.http;

import dev.gridpulse.query.store.Caller;
import io.micronaut.http.context.ServerRequestContext;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/** The client of the request at hand: it has gone when its connection has closed. */
@Singleton
final class RequestCaller implements Caller {
  private final ExecutorService executor;

  RequestCaller(@Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this.executor = executor;
  }

  @Override
  public Watch whenGone(Runnable action) {
    return ServerRequestContext.currentRequest()
        .filter(NettyHttpRequest.class::isInstance)
        .map(request -> watch((NettyHttpRequest<?>) request, action))
        .orElse(() -> {});
  }

  /** Has something done that may wait, but not here: this may be the event loop. */
  void elsewhere(Runnable action) {
    executor.execute(action);
  }

  private Watch watch(NettyHttpRequest<?> request, Runnable action) {
    ChannelFuture closed = request.getChannelHandlerContext().channel().closeFuture();
    // Not on the event loop: it asks the database, and waits.
    ChannelFutureListener listener = _ -> executor.execute(action);
    closed.addListener(listener);
    return () -> closed.removeListener(listener);
  }
}
