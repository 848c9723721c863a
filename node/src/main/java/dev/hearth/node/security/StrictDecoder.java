package dev.hearth.node.security;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Reads HTTP/1.1 as Netty does, but for two habits by which two readers in a row come to disagree
 * about where a request ends (RFC 9112, sections 6.3 and 7.1): a length beside chunks is refused,
 * where Netty drops it, and the size of a chunk may not overflow, where Netty counts from 0 again.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
  /** What a digit of a size has. */
  private static final int BITS = 4;

  /** The end of a line. */
  private static final int BEHIND_A_CHUNK = 2;

  /** What comes next, as far as chunks are concerned. */
  private enum Next {
    ANYTHING,
    SIZE,
    DATA
  }

  private Next next = Next.ANYTHING;
  private long left;
  private boolean refused;

  StrictDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException(
        "a body has a Content-Length or a Transfer-Encoding, not both; leave one out");
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (refused) {
      bytes.skipBytes(bytes.readableBytes());
      return;
    }
    int line = next == Next.SIZE ? lineBytes(bytes) : 0;
    long size = next == Next.SIZE ? size(bytes) : 0;
    if (size > Integer.MAX_VALUE) {
      refuse(bytes, out);
      return;
    }
    int before = bytes.readerIndex();
    int had = out.size();
    super.decode(context, bytes, out);
    if (next == Next.SIZE && line > 0) {
      next = size == 0 ? Next.ANYTHING : Next.DATA;
      left = size + BEHIND_A_CHUNK;
      before += line;
    }
    follow(bytes.readerIndex() - before, out.subList(had, out.size()));
  }

  /** What was read last tells what comes next. */
  private void follow(int read, List<Object> decoded) {
    if (next == Next.DATA) {
      left -= read;
      next = left > 0 ? Next.DATA : Next.SIZE;
    }
    for (Object each : decoded) {
      if (each instanceof HttpMessage message) {
        next = HttpUtil.isTransferEncodingChunked(message) ? Next.SIZE : Next.ANYTHING;
      } else if (each instanceof LastHttpContent) {
        next = Next.ANYTHING;
      }
    }
  }

  /** The bytes of a line with its end; 0 if it is not all there. */
  private static int lineBytes(ByteBuf bytes) {
    return bytes.bytesBefore((byte) '\n') + 1;
  }

  /** The size at the beginning of a line, or more than is taken if that is all one can say. */
  private static long size(ByteBuf bytes) {
    long size = 0;
    int i = bytes.readerIndex();
    while (i < bytes.writerIndex() && bytes.getByte(i) <= ' ') {
      i++;
    }
    while (i < bytes.writerIndex() && size <= Integer.MAX_VALUE) {
      int digit = Character.digit(bytes.getByte(i), 1 << BITS);
      if (digit < 0) {
        return size;
      }
      size = (size << BITS) + digit;
      i++;
    }
    return size;
  }

  private void refuse(ByteBuf bytes, List<Object> out) {
    refused = true;
    bytes.skipBytes(bytes.readableBytes());
    var end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
    end.setDecoderResult(
        DecoderResult.failure(
            new IllegalArgumentException("a chunk may not have 2^31 bytes or more; send smaller")));
    out.add(end);
  }
}
