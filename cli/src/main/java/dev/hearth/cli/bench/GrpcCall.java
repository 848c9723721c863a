package dev.hearth.cli.bench;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A call on an HTTP/2 stream, and what came of its answer. */
final class GrpcCall {
  private static final AsciiString STATUS = AsciiString.cached("grpc-status");
  private static final AsciiString MESSAGE = AsciiString.cached("grpc-message");

  private final Call call;
  private final Body body;
  private @Nullable CharSequence httpStatus;
  private @Nullable CharSequence status;
  private @Nullable CharSequence message;

  GrpcCall(Call call, Body body) {
    this.call = call;
    this.body = body;
  }

  Call call() {
    return call;
  }

  Body body() {
    return body;
  }

  void headers(Http2Headers headers) {
    if (httpStatus == null) {
      httpStatus = headers.status();
    }
    status = headers.get(STATUS);
    message = headers.get(MESSAGE);
  }

  Answer ended(String withoutStatus) {
    if (status == null) {
      return body.answer(
          Ending.ERROR,
          "HTTP status %s, and %s; does it speak gRPC there?".formatted(httpStatus, withoutStatus));
    }
    int code = code(status.toString());
    Ending ending = Ending.ofGrpc(code);
    return body.answer(ending, ending == Ending.OK ? "" : reason(code));
  }

  private static int code(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private String reason(int code) {
    String text = message == null ? "" : ": " + decoded(message.toString());
    return Errors.brief("grpc-status " + code + text);
  }

  /** Undoes gRPC's percent-encoding, which leaves a plus sign as it is. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }
}
