package dev.hearth.node;

import dev.hearth.policies.Registry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a node in the foreground until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Runs a node in the foreground; Ctrl-C lets accepted requests finish and stops.")
final class Up implements Callable<Integer> {
  @Option(names = "--host", description = "Address to listen on (default: 127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", description = "Port to listen on, 0 for any (default: 8080).")
  private @Nullable Integer port;

  @Option(names = "--data", description = "Directory for models and deployments (~/.hearth).")
  private @Nullable Path data;

  @Option(names = "--models", description = "Directory of models to serve (default: none).")
  private @Nullable Path models;

  @Option(names = "--config", description = "Configuration file, see docs/configuration.md.")
  private @Nullable Path file;

  @Option(names = "--journal", description = "File to record the kernel's inputs and decisions in.")
  private @Nullable Path journal;

  @Option(
      names = "--clock-offset",
      hidden = true,
      description = "File of milliseconds by which the node's time of day differs; for trials.")
  private @Nullable Path clockOffset;

  @Option(
      names = "--insecure-anonymous",
      description = "Let everybody in, even from other machines, without a key.")
  private boolean anonymous;

  @Option(
      names = "--training",
      hidden = true,
      description = "Start, answer a few requests of its own, and stop; for the AOT cache.")
  private boolean training;

  @Override
  public Integer call() throws InterruptedException {
    if (training) {
      Training.run(config());
      return 0;
    }
    WallClock wall = clockOffset == null ? WallClock.system() : WallClock.following(clockOffset);
    NodeConfig config = config();
    Logging.format(config.log().json());
    Node node = Node.start(config, Optional.ofNullable(journal), wall);
    System.out.println("Hearth is ready on " + node.uri() + " (Ctrl-C stops it)");
    System.out.println("Look at it on " + near(node.uri()).resolve("/console/"));
    System.out.println(node.announcement());
    Foreground.serve(node);
    return 0;
  }

  /** Where a browser on this machine finds it: "every address" is none that one can go to. */
  static URI near(URI node) {
    return URI.create(node.toString().replaceFirst("//(0\\.0\\.0\\.0|\\[::])", "//localhost"));
  }

  private NodeConfig config() {
    NodeConfig config = NodeConfig.parse(file == null ? "" : read(file), new Registry());
    config = host == null ? config : config.withHost(host);
    config = port == null ? config : config.withPort(port);
    config = anonymous ? config.withAnonymous() : config;
    config = models == null ? config : config.withModels(models);
    return data == null ? config : config.withData(data);
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigurationException(
          "the configuration file '%s' cannot be read: %s".formatted(file, e.getMessage()));
    }
  }
}
