package dev.hearth.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows a node at work on real models, from zero instances to several. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts a node, deploys models of text, images and speech and a function, and asks them.")
final class Demo implements Callable<Integer> {
  private static final String MODEL = "minilm";
  private static final int WARM_CALLS = 50;

  @Option(names = "--exit", description = "Stop when everything was shown.")
  private boolean exit;

  @Option(names = "--port", description = "Port to listen on (default: 8080, or any if in use).")
  private @Nullable Integer port;

  @Option(names = "--data", description = "Directory for the models (default: ~/.hearth/demo).")
  private @Nullable Path data;

  private final DemoScreen screen = DemoScreen.ofTerminal();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Logging.quiet();
    long before = System.nanoTime();
    Node node = start();
    screen.title(
        "Hearth demo: models of text, images and speech and a function, from zero instances and"
            + " back");
    screen.step("node", "ready on %s after %s".formatted(node.uri(), DemoScreen.since(before)));
    try (NodeClient client = new NodeClient(node.uri());
        TensorClient tensors = new TensorClient(node.uri())) {
      var models = new DemoModels(client, screen);
      show(client, models);
      new DemoPictures(models, tensors, data().resolve("models")).run(screen);
      new DemoSpeech(models, tensors).run(screen);
      new DemoFunction(client, data().resolve("functions")).run(screen);
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
    screen.next(node.uri(), MODEL, exit);
    if (exit) {
      node.drain();
      return 0;
    }
    Foreground.serve(node);
    return 0;
  }

  private Node start() {
    NodeConfig config = NodeConfig.defaults().withData(data());
    if (port != null) {
      return Node.start(config.withPort(port));
    }
    try {
      return Node.start(config);
    } catch (PortInUseException _) {
      return Node.start(config.withPort(0));
    }
  }

  private Path data() {
    return data == null ? NodeConfig.defaults().data().resolve("demo") : data;
  }

  private void show(NodeClient client, DemoModels models) throws IOException {
    String took = models.deploy(MODEL, "fetching all-MiniLM-L6-v2");
    screen.step("deployed", "'%s' in %s; no instance runs yet".formatted(MODEL, took));
    List<String> sentences = Sentences.examples();
    String one = Sentences.request(sentences.subList(0, 1));
    cold(client, one);
    similarities(client, sentences);
    warm(client, one);
    new DemoLoad(client, MODEL, sentences).run(screen);
  }

  private void cold(NodeClient client, String request) {
    long before = System.nanoTime();
    client.infer(MODEL, request);
    screen.step(
        "cold",
        "first answer after %s, model loaded on the way".formatted(DemoScreen.since(before)));
  }

  private void similarities(NodeClient client, List<String> sentences) {
    String body = client.infer(MODEL, Sentences.request(sentences));
    double[][] vectors = Sentences.embeddings(client.parse(body));
    screen.heading("How alike are these sentences? (cosine of their embeddings)");
    for (int i = 0; i + 1 < 6; i += 2) {
      screen.pair(Sentences.cosine(vectors[i], vectors[i + 1]), texts(sentences, i, i + 1));
    }
    screen.pair(Sentences.cosine(vectors[0], vectors[2]), texts(sentences, 0, 2));
    screen.pair(Sentences.cosine(vectors[4], vectors[6]), texts(sentences, 4, 6));
    screen.blank();
  }

  private static List<String> texts(List<String> sentences, int first, int second) {
    return List.of(sentences.get(first), sentences.get(second));
  }

  private void warm(NodeClient client, String request) {
    var nanos = new long[WARM_CALLS];
    for (int i = 0; i < WARM_CALLS; i++) {
      long before = System.nanoTime();
      client.inferStatus(MODEL, request);
      nanos[i] = System.nanoTime() - before;
    }
    java.util.Arrays.sort(nanos);
    screen.step(
        "warm",
        "median answer of %d calls after %s"
            .formatted(WARM_CALLS, DemoScreen.millis(nanos[WARM_CALLS / 2])));
  }
}
