package dev.hearth.sandbox.worker;

import dev.hearth.api.ResponseStream;
import dev.hearth.sandbox.handler.Thrown;
import java.io.IOException;
import java.util.Base64;

/** An answer that may come in parts, over the connection its call came by. */
final class StreamedAnswer implements ResponseStream {
  private final RuntimeClient client;
  private final String path;
  private String contentType = "application/octet-stream";
  private boolean begun;

  StreamedAnswer(RuntimeClient client, String path) {
    this.client = client;
    this.path = path;
  }

  @Override
  public void contentType(String type) {
    if (begun) {
      throw new IllegalStateException("the answer has begun, its type is " + contentType);
    }
    if (type.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException("'%s' is no media type".formatted(type));
    }
    contentType = type;
  }

  @Override
  public void write(byte[] part) throws IOException {
    if (!begun) {
      begun = true;
      client.begin(path, contentType);
    }
    client.part(part);
  }

  boolean begun() {
    return begun;
  }

  void end() throws IOException {
    client.end("");
  }

  void fail(Thrown thrown) throws IOException {
    client.end(
        "Lambda-Runtime-Function-Error-Type: %s\r\nLambda-Runtime-Function-Error-Body: %s\r\n"
            .formatted(thrown.type(), Base64.getEncoder().encodeToString(thrown.report())));
  }
}
