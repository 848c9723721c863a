package dev.hearth.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Optional;

/**
 * A request as it goes over the wire, encoded once and sent many times.
 *
 * @param number tells requests with different input apart
 * @param headers of an HTTP/2 request; an HTTP/1.1 one has its head in its bytes
 * @param bytes never released
 * @param keep how many bytes of the answer's body are wanted; the rest is only counted
 */
record Request(int number, Optional<Http2Headers> headers, ByteBuf bytes, int keep) {
  static Request of(int number, Optional<Http2Headers> headers, byte[] bytes, int keep) {
    return new Request(
        number,
        headers,
        Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly()),
        keep);
  }
}
