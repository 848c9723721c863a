package dev.hearth.sandbox.worker;

import dev.hearth.api.Functions;
import dev.hearth.sandbox.handler.Entry;
import dev.hearth.sandbox.handler.Json;
import dev.hearth.sandbox.handler.SharedObjects;
import dev.hearth.sandbox.handler.Target;
import dev.hearth.sandbox.handler.Thrown;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs a Java handler in a process of its own. */
public final class Worker {
  private static final int FAILED_TO_START = 1;
  private static final int OUT_OF_MEMORY = 3;

  private final Map<String, String> environment;
  private final SharedObjects shared = new SharedObjects();
  private boolean nonBlocking;
  private @Nullable Json json;

  private Worker(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Serves calls until the Runtime API goes away; or, asked to {@code --train}, trains. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 1 && arguments[0].equals("--train")) {
      Training.run();
      return;
    }
    new Worker(System.getenv()).run();
    System.exit(0);
  }

  private void run() throws Exception {
    Entry entry;
    try {
      ClassLoader loader = loader(Path.of(variable("LAMBDA_TASK_ROOT")));
      Thread.currentThread().setContextClassLoader(loader);
      Target target = Target.find(loader, variable("_HANDLER"));
      nonBlocking = target.nonBlocking();
      entry = target.instance();
    } catch (Throwable e) { // whatever a function throws is why it does not start
      try (RuntimeClient client = connect()) {
        Thrown thrown = Thrown.of(e);
        client.post("init/error", type(thrown), thrown.report());
      }
      Runtime.getRuntime().halt(FAILED_TO_START);
      return;
    }
    serve(entry);
  }

  /** As many connections as calls at once. */
  private void serve(Entry entry) throws IOException {
    int concurrency = Integer.parseInt(environment.getOrDefault("HEARTH_CONCURRENCY", "1"));
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    for (int i = 1; i < concurrency; i++) {
      Thread thread = Thread.ofVirtual().unstarted(() -> serveQuietly(entry));
      thread.setContextClassLoader(loader);
      thread.start();
    }
    serveQuietly(entry);
  }

  private void serveQuietly(Entry entry) {
    try (RuntimeClient client = connect()) {
      serve(client, entry, Integer.MAX_VALUE);
    } catch (IOException e) {
      Runtime.getRuntime().halt(0); // the node is gone, and so is whoever asked
    }
  }

  /** Answers calls of one connection, at most so many. */
  void serve(RuntimeClient client, Entry entry, int most) throws IOException {
    for (int i = 0; i < most; i++) {
      RuntimeClient.Answer call = client.next();
      if (call.status() != 200) {
        throw new IOException("the Runtime API answered " + call.status());
      }
      answer(client, entry, new WorkerContext(environment, call, shared, this));
      System.out.flush();
      System.err.flush();
    }
  }

  private static void answer(RuntimeClient client, Entry entry, WorkerContext context)
      throws IOException {
    String path = "invocation/" + context.invocationId();
    var stream = new StreamedAnswer(client, path + "/response");
    try {
      byte[] answer =
          entry.call(
              context.call().body(),
              new Entry.CallInfo(context, context.functionArn(), Integer.MAX_VALUE),
              stream);
      if (stream.begun()) {
        stream.end();
      } else {
        client.post(path + "/response", "Content-Type: application/json\r\n", answer);
      }
    } catch (OutOfMemoryError e) { // what it left is anybody's guess
      tellAndEnd(client, path, e);
    } catch (Throwable e) { // whatever a function throws is an answer
      Thrown thrown = Thrown.of(e);
      if (stream.begun()) {
        stream.fail(thrown);
      } else {
        client.post(path + "/error", type(thrown), thrown.report());
      }
    }
  }

  private static void tellAndEnd(RuntimeClient client, String path, OutOfMemoryError error)
      throws IOException {
    try {
      Thrown thrown = Thrown.of(error);
      client.post(path + "/error", type(thrown), thrown.report());
    } finally {
      Runtime.getRuntime().halt(OUT_OF_MEMORY);
    }
  }

  private static String type(Thrown thrown) {
    return "Lambda-Runtime-Function-Error-Type: " + thrown.type() + "\r\n";
  }

  private synchronized Json json() {
    Json made = json == null ? new Json() : json;
    json = made;
    return made;
  }

  /** What a call calls other functions with. */
  Functions functions(String requestId) {
    return new WorkerFunctions(this, this::json, nonBlocking, requestId);
  }

  RuntimeClient connect() throws IOException {
    String[] parts = variable("AWS_LAMBDA_RUNTIME_API").split(":", 2);
    return new RuntimeClient(parts[0], Integer.parseInt(parts[1]));
  }

  private String variable(String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalStateException("the variable " + name + " is not set");
    }
    return value;
  }

  /** For trying everything once. */
  static Worker forTraining(Map<String, String> environment) {
    return new Worker(environment);
  }

  /** The function's classes: its directory, and the jars in its {@code lib}. */
  static ClassLoader loader(Path root) throws IOException {
    var urls = new ArrayList<URL>();
    urls.add(url(root));
    Path lib = root.resolve("lib");
    if (Files.isDirectory(lib)) {
      try (Stream<Path> jars = Files.list(lib)) {
        List<Path> sorted = jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList();
        for (Path jar : sorted) {
          urls.add(url(jar));
        }
      }
    }
    return new URLClassLoader("function", urls.toArray(URL[]::new), new ApiLoader());
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }
}
