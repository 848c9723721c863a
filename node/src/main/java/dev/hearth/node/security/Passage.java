package dev.hearth.node.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.hearth.node.security.SecurityConfig.Connections;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.util.function.LongSupplier;

/**
 * What one connection sends, as far as it has come. Stands before everything else on it, and makes
 * way for the strict reader of HTTP/1.1 once it is clear that it is spoken here. On an unencrypted
 * connection Vert.x decides that by the first byte that is not HTTP/2's: so it is given the bytes
 * up to that one, then the reader it has made is replaced, which hands on what it holds, and the
 * rest follows.
 */
final class Passage extends ChannelInboundHandlerAdapter {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final byte[] HTTP_2 = Http1xOrH2CHandler.HTTP_2_PREFACE.getBytes(US_ASCII);

  private enum Receiving {
    NOTHING,
    HEADERS,
    BODY
  }

  private final SlowClients clients;
  private final Connections limits;
  private final LongSupplier nanos;
  private Receiving receiving = Receiving.NOTHING;
  private long since;
  private long bytes;
  private int alike;

  Passage(SlowClients clients, Connections limits, LongSupplier nanos) {
    this.clients = clients;
    this.limits = limits;
    this.nanos = nanos;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    clients.opened(context.channel(), this);
    if (clients.encrypted()) {
      context.pipeline().remove(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf buffer)) {
      context.fireChannelRead(message);
      return;
    }
    if (receiving == Receiving.NOTHING) {
      begin(Receiving.HEADERS);
    }
    int from = buffer.readerIndex();
    int to = from;
    while (to < buffer.writerIndex()
        && alike < HTTP_2.length
        && buffer.getByte(to) == HTTP_2[alike]) {
      to++;
      alike++;
    }
    if (alike == HTTP_2.length) {
      receiving = Receiving.NOTHING;
      context.pipeline().remove(this);
      context.fireChannelRead(buffer);
    } else if (to == buffer.writerIndex()) {
      context.fireChannelRead(buffer);
    } else {
      plain(context, buffer, to + 1 - from);
    }
  }

  private void plain(ChannelHandlerContext context, ByteBuf buffer, int decisive) {
    context.fireChannelRead(buffer.readRetainedSlice(decisive));
    readStrictly(context.pipeline());
    context.fireChannelRead(buffer);
    context.pipeline().remove(this);
  }

  /** Bytes are seen before they are decoded, the parts of a message after. */
  void readStrictly(ChannelPipeline pipeline) {
    ChannelHandlerContext lenient = pipeline.context(HttpRequestDecoder.class);
    if (lenient == null || lenient.handler() instanceof StrictDecoder) {
      return;
    }
    String name = lenient.name();
    pipeline.replace(lenient.handler(), name, clients.decoder());
    pipeline.addBefore(name, "hearth-bytes", new Bytes(pipeline.context(name)));
    pipeline.addAfter(name, "hearth-parts", new Parts());
  }

  private void begin(Receiving next) {
    receiving = next;
    since = nanos.getAsLong();
    bytes = 0;
  }

  /**
   * Whether what should have come has not.
   *
   * @param reading whether the node reads; if it does not, the caller is not to blame
   */
  boolean late(long now, boolean reading) {
    if (receiving == Receiving.NOTHING) {
      return false;
    }
    if (!reading) {
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

  private final class Bytes extends ChannelInboundHandlerAdapter {
    private final ChannelHandlerContext decoder;

    Bytes(ChannelHandlerContext decoder) {
      this.decoder = decoder;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (decoder.isRemoved()) {
        // Something else is spoken here by now: a web socket, or HTTP/2.
        receiving = Receiving.NOTHING;
        context.pipeline().remove(this);
      } else {
        count(message);
      }
      context.fireChannelRead(message);
    }

    private void count(Object message) {
      if (receiving == Receiving.NOTHING) {
        begin(Receiving.HEADERS);
      }
      if (message instanceof ByteBuf buffer) {
        bytes += buffer.readableBytes();
      }
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
