package dev.hearth.benchmarks.soak;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which asynchronous calls were acknowledged, which ran, and of which the queue of records told.
 * Owned by the event loop.
 */
final class Asynchronous {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int AT_ONCE = 200;
  private static final int WAIT_SECONDS = 2;
  private static final int PAUSE_MILLIS = 250;

  private final Vertx vertx;
  private final HttpClient http;
  private final int port;
  private final Path file;
  private final BitSet acknowledged = new BitSet();
  private final BitSet told = new BitSet();
  private int numbers;
  private long records;

  /**
   * Begins with none.
   *
   * @param file that the calls write their numbers to
   */
  Asynchronous(Vertx vertx, int port, Path file) {
    this.vertx = vertx;
    this.port = port;
    this.file = file;
    http = vertx.createHttpClient();
  }

  int next() {
    return numbers++;
  }

  String payload(int number) {
    return file + "|" + number;
  }

  void acknowledged(int number) {
    acknowledged.set(number);
  }

  /** Fetches and deletes records, again and again. */
  void consume() {
    call(HttpMethod.POST, "/queues/done/receive?max=%d&wait=%d".formatted(AT_ONCE, WAIT_SECONDS))
        .onComplete(
            received -> {
              if (received.succeeded() && received.result().path("messages").isArray()) {
                received.result().path("messages").forEach(this::record);
              }
              vertx.setTimer(PAUSE_MILLIS, _ -> consume());
            });
  }

  private void record(JsonNode message) {
    JsonNode record = JSON.readTree(message.path("body").asString());
    String payload = record.path("requestPayload").asString();
    told.set(Integer.parseInt(payload.substring(payload.indexOf('|') + 1)));
    records++;
    var _ = call(HttpMethod.DELETE, "/queues/done/messages/" + message.path("receipt").asString());
  }

  private Future<JsonNode> call(HttpMethod method, String path) {
    return http.request(method, port, "127.0.0.1", path)
        .compose(request -> request.send(Buffer.buffer()))
        .compose(response -> response.body())
        .map(body -> JSON.readTree(body.getBytes()));
  }

  int acknowledged() {
    return acknowledged.cardinality();
  }

  /** Acknowledged calls of which no record came. */
  int untold() {
    return missing(told);
  }

  long records() {
    return records;
  }

  private int missing(BitSet from) {
    var missing = (BitSet) acknowledged.clone();
    missing.andNot(from);
    return missing.cardinality();
  }

  /** How many ran more than once, and how many acknowledged ones did not. */
  record Runs(int notRun, int repeated, int all) {}

  Runs runs() throws IOException {
    var ran = new BitSet();
    int[] counts = new int[2];
    if (Files.exists(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        lines.forEach(
            line -> {
              int number = Integer.parseInt(line);
              counts[ran.get(number) ? 1 : 0]++;
              ran.set(number);
            });
      }
    }
    return new Runs(missing(ran), counts[1], counts[0] + counts[1]);
  }
}
