package dev.hearth.node.security;

import dev.hearth.node.security.SecurityConfig.Connections;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps callers from holding connections for nothing: too many of them, headers that drip in,
 * bodies that hardly move. Looked at once a second; a connection that is late is closed. Vert.x
 * shows an unencrypted connection only with the headers of its first request, which are bounded by
 * the idle time alone. With HTTP/2 connections are only counted: its streams are bounded by number
 * and by idle time. Owned by the event loop.
 */
final class SlowClients {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Connections limits;
  private final LongSupplier nanos;
  private final Map<String, Integer> byAddress = new HashMap<>();
  private final Map<HttpConnection, Progress> all = new HashMap<>();
  private long refused;
  private long late;

  SlowClients(Connections limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /** Open connections. */
  int open() {
    return all.size();
  }

  /** Connections that were one too many. */
  long refused() {
    return refused;
  }

  /** Connections closed because what they sent came too slowly. */
  long late() {
    return late;
  }

  /** A connection has come. */
  void opened(HttpConnection connection) {
    String address = String.valueOf(connection.remoteAddress().hostAddress());
    int ofAddress = byAddress.getOrDefault(address, 0);
    if (all.size() >= limits.most() || ofAddress >= limits.mostOfAddress()) {
      refused++;
      connection.close();
      return;
    }
    byAddress.put(address, ofAddress + 1);
    var progress = new Progress(connection);
    all.put(connection, progress);
    connection.closeHandler(_ -> closed(connection, address));
    if (connection instanceof ConnectionBase base) {
      progress.watch(base.channel(), base.channelHandlerContext().name());
    }
  }

  private void closed(HttpConnection connection, String address) {
    all.remove(connection);
    byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Closes what is late. */
  void sweep() {
    long now = nanos.getAsLong();
    for (Progress each : List.copyOf(all.values())) {
      if (each.late(now)) {
        late++;
        each.connection.close();
      }
    }
  }

  private enum Receiving {
    NOTHING,
    HEADERS,
    BODY
  }

  /** What one connection sends, as far as it has come. */
  private final class Progress {
    private final HttpConnection connection;
    private Receiving receiving = Receiving.NOTHING;
    private long since;
    private long bytes;

    Progress(HttpConnection connection) {
      this.connection = connection;
    }

    /** Bytes are seen before they are decoded, the parts of a message after. */
    void watch(Channel channel, String server) {
      ChannelPipeline pipeline = channel.pipeline();
      ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
      if (decoder == null) {
        return;
      }
      pipeline.addBefore(decoder.name(), "hearth-bytes", new Bytes());
      pipeline.addBefore(server, "hearth-parts", new Parts());
    }

    private void begin(Receiving next) {
      receiving = next;
      since = nanos.getAsLong();
      bytes = 0;
    }

    boolean late(long now) {
      if (receiving == Receiving.NOTHING) {
        return false;
      }
      if (!reading()) {
        // The node itself has stopped reading; the caller is not to blame.
        since = now;
        bytes = 0;
        return false;
      }
      long passed = now - since;
      if (receiving == Receiving.HEADERS) {
        return passed > limits.headers().toNanos();
      }
      double due = (double) limits.bodyBytesPerSecond() * passed / NANOS_PER_SECOND;
      return passed > limits.bodyGrace().toNanos() && bytes < due;
    }

    private boolean reading() {
      return !(connection instanceof ConnectionBase base) || base.channel().config().isAutoRead();
    }

    private final class Bytes extends ChannelInboundHandlerAdapter {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        if (receiving == Receiving.NOTHING) {
          begin(Receiving.HEADERS);
        }
        if (message instanceof ByteBuf buffer) {
          bytes += buffer.readableBytes();
        }
        context.fireChannelRead(message);
      }
    }

    private final class Parts extends ChannelInboundHandlerAdapter {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
          begin(Receiving.BODY);
        }
        if (message instanceof LastHttpContent) {
          receiving = Receiving.NOTHING;
        }
        context.fireChannelRead(message);
      }
    }
  }
}
