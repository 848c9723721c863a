package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is killed again and again, as {@code kill -9} does, while calls that nobody waits for are
 * accepted and run: each one that was acknowledged runs, however often the node dies. {@code
 * -Dhearth.kills=50} kills it 50 times.
 */
class AsyncKillIT {
  private static final int KILLS = Integer.getInteger("hearth.kills", 4);
  private static final long SEED = Long.getLong("hearth.seed", 1);
  private static final int CALLS = 60;
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  @TempDir Path directory;
  private final TreeSet<String> acknowledged = new TreeSet<>();
  private int sent;

  @Test
  void noAcknowledgedCallIsLost() throws IOException {
    Path data = directory.resolve("data");
    Path ran = Files.createDirectories(directory.resolve("ran"));
    String manifest =
        JavaFunction.manifest(
            directory,
            "note",
            """
            Thread.sleep(20);
            Files.writeString(Path.of("%s", new String(input)), "x", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
            return input;
            """
                .formatted(ran),
            "events: {on-success: \"queue:done\"}\n");
    int cutShort = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (NodeProcess node = NodeProcess.start(QUICK, data)) {
        if (kill == 0) {
          HttpResponse<String> deployed = node.call("PUT", "/admin/v1/functions/note", manifest);
          assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
        }
        cutShort += callUntilKilled(node, ran, new Random(SEED * 1_000_003 + kill));
      }
    }
    try (NodeProcess node = NodeProcess.start(QUICK, data)) {
      assertThat(acknowledged).isNotEmpty();
      TestNode.eventually("all have run", () -> list(ran).containsAll(acknowledged));
      TestNode.eventually(
          "none waits", () -> node.metric("hearth_async_waiting") == 0 && running(node) == 0);
      double told = node.json("/queues/done").path("messages").asInt();
      int again = list(ran).stream().mapToInt(name -> size(ran.resolve(name)) - 1).sum();
      System.out.printf(
          "%d kills, seed %d: %d calls acknowledged, %d waiting at a kill, %d runs repeated%n",
          KILLS, SEED, acknowledged.size(), cutShort, again);
      assertThat(told).isGreaterThanOrEqualTo(acknowledged.size());
    }
    assertThat(cutShort).as("calls that waited at a kill").isPositive();
  }

  /** How many acknowledged calls had not run when the node died. */
  private int callUntilKilled(NodeProcess node, Path ran, Random random) {
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    var names = new ArrayList<String>();
    for (int call = 0; call < CALLS; call++) {
      names.add("call-" + sent++);
      answers.add(node.later("POST", "/async-function/note", names.getLast()));
    }
    int enough = 1 + random.nextInt(CALLS);
    TestNode.eventually("some are taken", () -> done(answers) >= enough);
    node.kill();
    for (int call = 0; call < CALLS; call++) {
      if (accepted(answers.get(call))) {
        acknowledged.add(names.get(call));
      }
    }
    return (int) acknowledged.stream().filter(name -> !list(ran).contains(name)).count();
  }

  private static long done(List<CompletableFuture<HttpResponse<String>>> answers) {
    return answers.stream().filter(CompletableFuture::isDone).count();
  }

  private static boolean accepted(CompletableFuture<HttpResponse<String>> answer) {
    try {
      HttpResponse<String> response = answer.join();
      assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
      return true;
    } catch (CompletionException _) {
      return false;
    }
  }

  private static double running(NodeProcess node) {
    return node.metric("hearth_async_running");
  }

  private static Set<String> list(Path ran) {
    try (var files = Files.list(ran)) {
      var names = new TreeSet<String>();
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int size(Path file) {
    try {
      return (int) Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
