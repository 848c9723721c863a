package dev.hearth.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who watches a node: its events, one after another. */
final class TestFeed implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** One event. */
  record Event(String name, JsonNode data) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private final List<Event> heard = new ArrayList<>();

  private TestFeed(URI node, String... headers) {
    try {
      var request = HttpRequest.newBuilder(node.resolve("/admin/v1/feed?interval=250"));
      if (headers.length > 0) {
        request.headers(headers);
      }
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  static TestFeed of(TestNode node) {
    return new TestFeed(node.uri());
  }

  /** The same, by a caller with a key. */
  static TestFeed of(TestNode node, String key) {
    return new TestFeed(node.uri(), "Authorization", "Bearer " + key);
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  /** The next event; comments are passed over. */
  Event next() {
    try {
      String name = "";
      while (true) {
        String line = lines.readLine();
        if (line == null) {
          throw new AssertionError("the feed ended");
        }
        if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
          var event = new Event(name, JSON.readTree(line.substring("data: ".length())));
          heard.add(event);
          return event;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next event of which something is so. */
  JsonNode until(Predicate<JsonNode> wanted) {
    while (true) {
      JsonNode data = next().data();
      if (wanted.test(data)) {
        return data;
      }
    }
  }

  /** The next state of a deployment of which something is so. */
  JsonNode deployment(String key, Predicate<JsonNode> wanted) {
    JsonNode event = until(data -> named(data, key).anyMatch(wanted));
    return named(event, key).filter(wanted).findFirst().orElseThrow();
  }

  private static Stream<JsonNode> named(JsonNode data, String key) {
    return data.get("deployments")
        .valueStream()
        .filter(each -> each.get("key").asString().equals(key));
  }

  /** All moments that were told until now. */
  List<JsonNode> moments() {
    return told("timeline");
  }

  /** All decisions that were told until now. */
  List<JsonNode> decisions() {
    return told("decisions");
  }

  private List<JsonNode> told(String what) {
    return heard.stream().flatMap(event -> event.data().get(what).valueStream()).toList();
  }

  /** Whether a word stands anywhere in what was told until now. */
  boolean toldOf(String word) {
    return heard.stream().anyMatch(event -> event.data().toString().contains(word));
  }

  /** Waits for the end that the node gives it. */
  boolean ends() {
    try {
      while (lines.readLine() != null) {
        // What is told until then does not matter.
      }
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Goes away. */
  void leave() {
    http.shutdownNow();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
