package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is measured, and how. */
final class PeersOptions {
  private static final double MOST_SHARE = 10;

  @Option(
      names = "--results",
      defaultValue = "target/peers",
      description = "Where results are kept and the page is made (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of("target/peers");

  @Option(
      names = "--out",
      description = "The page to write (default: index.html among the results).")
  private @Nullable Path out;

  @Option(
      names = "--concurrencies",
      split = ",",
      defaultValue = "1,8,32",
      description =
          "Callers at once that wait for answers; the best rate is saturation"
              + " (default: ${DEFAULT-VALUE}).")
  private List<Integer> concurrencies = new ArrayList<>();

  @Option(
      names = "--steps",
      split = ",",
      defaultValue = "0.25,0.5,0.75,0.9,1.1",
      description =
          "Shares of saturation at which requests come at their own times"
              + " (default: ${DEFAULT-VALUE}).")
  private List<Double> steps = new ArrayList<>();

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "What is measured of each load (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "6",
      description = "Seconds of load before the first that counts (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--connections",
      defaultValue = "128",
      description =
          "Most requests at once where they come at their own times (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--url",
      description = "Of oip, openai or lambda: where the server is, http://...")
  private String url = "";

  @Option(names = "--model", description = "Of oip and openai: the model's name there.")
  private String model = "";

  @Option(names = "--function", description = "Of lambda: the function's name there.")
  private String function = "";

  @Option(
      names = "--workload",
      defaultValue = "minilm",
      description =
          "Of oip: whose inputs are sent: minilm, minilm_fp32, faces or silero"
              + " (default: ${DEFAULT-VALUE}).")
  private String workload = "minilm";

  @Option(
      names = "--input",
      description = "Of oip and lambda: a file with the body to send instead.")
  private @Nullable Path input;

  @Option(
      names = "--text",
      defaultValue = "A cat sleeps on the warm windowsill.",
      description = "Of openai: what to embed (default: ${DEFAULT-VALUE}).")
  private String text = "";

  @Option(
      names = "--key",
      description = "The key to show a server by URL (default: the environment's PEER_KEY).")
  private @Nullable String key;

  @Option(
      names = "--key-header",
      defaultValue = "Authorization",
      description =
          "Where the key goes; 'Bearer' stands before it in ${DEFAULT-VALUE}, which is the"
              + " default.")
  private String keyHeader = "Authorization";

  @Option(names = "--label", description = "The name under which a server by URL is drawn.")
  private String label = "";

  @Option(names = "--workerd", description = "The program of workerd.")
  private @Nullable Path workerd;

  @Option(
      names = "--store",
      defaultValue = "target/models",
      description = "Where model files are kept (default: ${DEFAULT-VALUE}).")
  private Path store = Path.of("target/models");

  Path results() {
    return results;
  }

  Path out() {
    return out == null ? results.resolve("index.html") : out;
  }

  /** Where programs that are not part of the system are looked for. */
  Path tools() {
    return results.resolve("tools");
  }

  List<Integer> concurrencies() {
    return concurrencies;
  }

  /** Why these cannot be measured with, if they cannot. */
  Optional<String> refusal() {
    return steps.stream()
        .filter(share -> !(share > 0 && share <= MOST_SHARE))
        .map(
            share ->
                "--steps are shares of saturation, up to %.0f: 0.5 is half of it, not %s"
                    .formatted(MOST_SHARE, share))
        .findFirst();
  }

  List<Double> steps() {
    return steps;
  }

  double seconds() {
    return seconds;
  }

  double warmUp() {
    return warmUp;
  }

  int connections() {
    return connections;
  }

  String url() {
    return url;
  }

  String model() {
    return model;
  }

  String function() {
    return function;
  }

  Workload workload() {
    return Workload.parse(workload);
  }

  @Nullable Path input() {
    return input;
  }

  String text() {
    return text;
  }

  String key() {
    String shown = key == null ? System.getenv("PEER_KEY") : key;
    return shown == null ? "" : shown;
  }

  String keyHeader() {
    return keyHeader;
  }

  String label(String otherwise) {
    return label.isEmpty() ? otherwise : label;
  }

  @Nullable Path workerd() {
    return workerd;
  }

  Path store() {
    return store;
  }
}
