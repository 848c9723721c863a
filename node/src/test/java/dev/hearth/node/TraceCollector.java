package dev.hearth.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes traces as OTLP over HTTP has them, in Protocol Buffers, on a free port. */
final class TraceCollector implements AutoCloseable {
  /** A span; times are nanoseconds since 1970. */
  record Span(
      String trace,
      String id,
      String parent,
      String name,
      long from,
      long to,
      Map<String, String> attributes,
      List<String> events) {}

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  TraceCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  List<Span> spans() {
    return spans;
  }

  void refuseWith(int code) {
    status = code;
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (status == 200) {
      read(body);
    }
    exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /** ResourceSpans 1, ScopeSpans 2, Span 2, as opentelemetry/proto/trace/v1 numbers them. */
  private void read(byte[] body) throws IOException {
    for (ByteString resource : messages(UnknownFieldSet.parseFrom(body), 1)) {
      for (ByteString scope : messages(UnknownFieldSet.parseFrom(resource), 2)) {
        for (ByteString span : messages(UnknownFieldSet.parseFrom(scope), 2)) {
          spans.add(span(UnknownFieldSet.parseFrom(span)));
        }
      }
    }
  }

  private static Span span(UnknownFieldSet fields) throws InvalidProtocolBufferException {
    return new Span(
        hex(fields, 1),
        hex(fields, 2),
        hex(fields, 4),
        text(fields, 5),
        fields.getField(7).getFixed64List().getFirst(),
        fields.getField(8).getFixed64List().getFirst(),
        attributes(fields, 9),
        messages(fields, 11).stream().map(TraceCollector::event).toList());
  }

  private static String event(ByteString event) {
    try {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(event);
      Map<String, String> attributes = attributes(fields, 3);
      return attributes.get("hearth.role") + ": " + attributes.get("hearth.answer");
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> attributes(UnknownFieldSet fields, int number)
      throws InvalidProtocolBufferException {
    var all = new HashMap<String, String>();
    for (ByteString pair : messages(fields, number)) {
      UnknownFieldSet entry = UnknownFieldSet.parseFrom(pair);
      UnknownFieldSet value = UnknownFieldSet.parseFrom(messages(entry, 2).getFirst());
      String text =
          value.hasField(1)
              ? text(value, 1)
              : value.getField(3).getVarintList().getFirst().toString();
      all.put(text(entry, 1), text);
    }
    return all;
  }

  private static List<ByteString> messages(UnknownFieldSet fields, int number) {
    return fields.getField(number).getLengthDelimitedList();
  }

  private static String hex(UnknownFieldSet fields, int number) {
    List<ByteString> all = messages(fields, number);
    return all.isEmpty() ? "" : HexFormat.of().formatHex(all.getFirst().toByteArray());
  }

  private static String text(UnknownFieldSet fields, int number) {
    return messages(fields, number).getFirst().toStringUtf8();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
