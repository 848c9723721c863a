package dev.hearth.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Takes a flight recording of a node. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = {
      "Records what a node's virtual machine does, with every decision of the kernel, and brings"
          + " the recording.",
      "Open it with JDK Mission Control, or print it: 'jfr print --events dev.hearth.* FILE'."
    })
final class FlightRecord implements Callable<Integer> {
  private static final String RECORDINGS = "/admin/v1/recordings";
  private static final long POLL_MILLIS = 250;
  private static final long PATIENCE_MILLIS = 30_000;

  @Mixin private Common common = new Common();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long to record, 1 to 600 (default: 30).")
  private int seconds;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to put the recording (default: hearth-N.jfr).")
  private @Nullable Path out;

  @Override
  public Integer call() throws InterruptedException {
    NodeClient node = common.client();
    byte[] asked = "{\"seconds\": %d}".formatted(seconds).getBytes(StandardCharsets.UTF_8);
    JsonNode started = node.post(RECORDINGS, asked);
    String path = RECORDINGS + "/" + started.path("id").asInt();
    Path file = out == null ? Path.of("hearth-%d.jfr".formatted(started.path("id").asInt())) : out;
    if (!common.json()) {
      common.print("recording for %d s".formatted(seconds));
    }
    await(node, path);
    long bytes = bring(node, path, file);
    Optional<JsonNode> removed = node.deleteIfThere(path);
    common.print(
        common.json()
            ? started
            : "%s: %.1f MiB%s"
                .formatted(
                    file, bytes / 1048576.0, removed.isEmpty() ? "" : ", taken from the node"));
    return 0;
  }

  private void await(NodeClient node, String path) throws InterruptedException {
    long deadline = System.currentTimeMillis() + seconds * 1_000L + PATIENCE_MILLIS;
    Thread.sleep(seconds * 1_000L);
    while (!node.get(path).path("state").asString().equals("done")) {
      if (System.currentTimeMillis() > deadline) {
        throw new CommandFailure(
            CommandFailure.REFUSED, "the recording did not end; look at %s".formatted(path));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static long bring(NodeClient node, String path, Path file) {
    try (InputStream from = node.stream(path + "/file")) {
      return Files.copy(from, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "the recording cannot be written to %s: %s; name another file with --out"
              .formatted(file, e.getMessage()));
    }
  }
}
