package dev.hearth.benchmarks.peers;

import dev.hearth.benchmarks.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** What can be compared on one host, side by side. */
@CommandLine.Command(
    name = "hearth peers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures servers, runtimes and bare loops with one load generator: first callers that wait"
            + " for answers, for saturation, then requests at their own times at shares of it."
            + " Latencies count from when a request was due.")
public final class Peers implements Callable<Integer> {
  private static final Logger CLIENT = Logger.getLogger("io.vertx");

  @Parameters(
      paramLabel = "PEER",
      arity = "0..*",
      description =
          "What to measure, one after another; 'all' for all that run here; 'page' to make the page"
              + " of all results. Without any: a list of what there is.")
  private List<String> names = new ArrayList<>();

  @CommandLine.Mixin private PeersOptions options = new PeersOptions();
  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  private String command = "./hearth peers";

  public static void main(String[] arguments) {
    CLIENT.setLevel(Level.OFF);
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    var peers = new Peers();
    peers.command = Shown.command(arguments);
    return new CommandLine(peers)
        .setParameterExceptionHandler(
            (e, _) -> {
              e.getCommandLine().getErr().println("hearth peers: " + e.getMessage());
              return 2;
            })
        .setExecutionExceptionHandler(
            (e, line, _) -> {
              line.getErr().println("hearth peers: " + e.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  private List<Peer> all() {
    List<Peer> all = new ArrayList<>(LocalPeers.all(options));
    all.addAll(HearthPeers.all());
    all.addAll(new UrlPeers(options).all());
    return all;
  }

  @Override
  public Integer call() throws Exception {
    if (names.isEmpty()) {
      list();
      return 0;
    }
    Optional<String> refusal = options.refusal();
    if (refusal.isPresent()) {
      throw refused(refusal.get());
    }
    int failed = 0;
    for (Peer peer : chosen()) {
      failed += measured(peer) ? 0 : 1;
    }
    page();
    return failed == 0 ? 0 : 1;
  }

  private List<Peer> chosen() {
    List<Peer> chosen = new ArrayList<>();
    for (String name : names) {
      if (name.equals("all")) {
        all().stream().filter(each -> each.need().missing().isEmpty()).forEach(chosen::add);
      } else if (!name.equals("page")) {
        chosen.add(named(name));
      }
    }
    return chosen;
  }

  private Peer named(String name) {
    Optional<Peer> peer = all().stream().filter(each -> each.name().equals(name)).findFirst();
    if (peer.isEmpty()) {
      throw refused(
          "'%s' is none of the peers: %s, or 'all' or 'page'"
              .formatted(name, String.join(", ", all().stream().map(Peer::name).toList())));
    }
    String missing = peer.get().need().missing();
    if (!missing.isEmpty()) {
      throw refused("'%s' does not run here: %s".formatted(name, missing));
    }
    return peer.get();
  }

  private RuntimeException refused(String why) {
    return spec == null
        ? new IllegalArgumentException(why)
        : new CommandLine.ParameterException(spec.commandLine(), why);
  }

  private void list() {
    System.out.printf("On this host (%s):%n%n", Machine.description());
    for (Peer peer : all()) {
      String missing = peer.need().missing();
      System.out.printf("  %-20s %s%n", peer.name(), peer.does());
      if (!missing.isEmpty()) {
        System.out.printf("  %-20s - missing: %s%n", "", missing);
      }
    }
    System.out.printf(
        "%n'hearth peers NAME...' measures, 'hearth peers all' everything that runs here,"
            + " 'hearth peers page' draws what is in %s.%n",
        options.results());
  }

  /** Whether it worked; the others are measured all the same. */
  private boolean measured(Peer peer) throws InterruptedException {
    try {
      Result result = new Measurement(options, command, System.out).of(peer);
      System.out.println("kept in " + Results.write(options.results(), result));
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      System.err.println("hearth peers: " + peer.label() + ": " + e.getMessage());
      return false;
    }
  }

  private void page() throws IOException {
    List<Result> results = Results.read(options.results());
    if (results.isEmpty()) {
      throw new IOException(
          "there are no results in '%s' yet: measure something first, such as 'hearth peers node'"
              .formatted(options.results()));
    }
    Path file = PeersPage.write(options.out(), results);
    System.out.printf("%n%d results on %s%n", results.size(), file);
  }

  /** A command as it may be shown. */
  static final class Shown {
    private Shown() {}

    static String command(String... arguments) {
      var shown = new StringBuilder("./hearth peers");
      boolean secret = false;
      for (String argument : arguments) {
        String safe = argument.startsWith("--key=") ? "--key=..." : argument;
        String quoted = safe.contains(" ") ? "'" + safe + "'" : safe;
        shown.append(' ').append(secret ? "..." : quoted);
        secret = argument.equals("--key");
      }
      return shown.toString();
    }
  }
}
