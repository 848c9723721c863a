package dev.hearth.benchmarks.suites.live;

import dev.hearth.benchmarks.load.NodeUnderLoad;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node, and what is called on it. Safe for threads. */
final class Stage implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long POLL_NANOS = 5_000_000;
  private static final Duration GONE_LIMIT = Duration.ofSeconds(60);
  private static final Duration RECORD_LIMIT = Duration.ofSeconds(10);

  private final NodeUnderLoad node;
  private final Packages packages;

  private Stage(NodeUnderLoad node, Packages packages) {
    this.node = node;
    this.packages = packages;
  }

  /**
   * Starts a node of its own.
   *
   * @param suites the folder with checksums and sources
   * @param directory for its data and the packages
   */
  static Stage open(Path suites, Path directory) throws IOException {
    return new Stage(
        NodeUnderLoad.start(directory.resolve("data")), new Packages(suites, directory));
  }

  Packages packages() {
    return packages;
  }

  /** Why this machine's node cannot run a sandbox, if it cannot. */
  Optional<String> unable(Place place) {
    for (JsonNode each : read(node.done("GET", "/admin/v1/sandboxes", "")).get("sandboxes")) {
      if (each.get("name").asString().equals(place.id())) {
        return each.get("available").asBoolean()
            ? Optional.empty()
            : Optional.of(each.get("note").asString());
      }
    }
    return Optional.of("this node has no sandbox '%s'".formatted(place.id()));
  }

  /** Deploys some; if one is refused, why goes to {@code left} and none of them is there. */
  boolean deployed(List<String> left, Deployed... functions) throws IOException {
    for (int i = 0; i < functions.length; i++) {
      try {
        var _ = deploy(functions[i]);
      } catch (IllegalStateException e) {
        left.add(functions[i].name() + ": " + e.getMessage());
        for (int j = 0; j < i; j++) {
          remove(functions[j]);
        }
        return false;
      }
    }
    return true;
  }

  Deployed deploy(Deployed function) throws IOException {
    String from =
        function.place() == Place.OCI
            ? "oci:" + packages.image(function.language())
            : "file:" + packages.archive(function.language());
    return deploy(function, from);
  }

  Deployed deploy(Deployed function, String from) {
    String _ = node.done("PUT", "/admin/v1/functions/" + function.name(), function.manifest(from));
    return function;
  }

  /** Removes one, if it is still there. */
  void remove(Deployed function) {
    HttpResponse<String> _ = node.call("DELETE", "/admin/v1/functions/" + function.name(), "");
  }

  void deployGraph(String name, String manifest) {
    String _ = node.done("PUT", "/admin/v1/graphs/" + name, manifest);
  }

  void removeGraph(String name) {
    String _ = node.done("DELETE", "/admin/v1/graphs/" + name, "");
  }

  /** Calls a function, which must answer. */
  Called call(Deployed function, String event) {
    return call("/2015-03-31/functions/%s/invocations".formatted(function.name()), event);
  }

  /** The same; nothing if it was refused or failed. */
  Optional<Called> tried(Deployed function, String event) {
    try {
      return Optional.of(call(function, event));
    } catch (IllegalStateException _) {
      return Optional.empty();
    }
  }

  Called callGraph(String name, String event) {
    return call("/graphs/" + name, event);
  }

  private Called call(String path, String event) {
    long since = System.nanoTime();
    HttpResponse<String> answer = node.call("POST", path, event);
    long nanos = System.nanoTime() - since;
    if (answer.statusCode() != 200
        || answer.headers().firstValue("X-Amz-Function-Error").isPresent()) {
      throw new IllegalStateException(
          "%s was answered %d %s".formatted(path, answer.statusCode(), answer.body()));
    }
    String id = answer.headers().firstValue("X-Hearth-Invocation").orElse("");
    return new Called(read(answer.body()), id, nanos / 1e6);
  }

  /** What the node noted of a call; that is there a moment after the answer. */
  Split split(Called called) {
    return Split.of(record(called));
  }

  JsonNode record(Called called) {
    long until = System.nanoTime() + RECORD_LIMIT.toNanos();
    while (true) {
      HttpResponse<String> found =
          node.call("GET", "/admin/v1/invocations/" + called.invocation(), "");
      if (found.statusCode() == 200) {
        return read(found.body());
      }
      if (System.nanoTime() > until) {
        throw new IllegalStateException("no record of '%s'".formatted(called.invocation()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Waits until no instance of a function is left, so that the next call finds none. */
  void awaitNone(Deployed function) {
    long until = System.nanoTime() + GONE_LIMIT.toNanos();
    while (!read(node.done("GET", "/admin/v1/functions/" + function.name(), ""))
        .get("instances")
        .isEmpty()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "instances of '%s' stay beyond %d s"
                .formatted(function.name(), GONE_LIMIT.toSeconds()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static JsonNode read(String json) {
    return JSON.readTree(json);
  }

  @Override
  public void close() {
    node.close();
  }
}
