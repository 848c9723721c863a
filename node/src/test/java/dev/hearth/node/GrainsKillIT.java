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
 * A node is killed again and again, as {@code kill -9} does, while chains of three grains run: each
 * chain whose first call was acknowledged comes to its end. {@code -Dhearth.kills=50} kills it 50
 * times.
 */
class GrainsKillIT {
  private static final int KILLS = Integer.getInteger("hearth.kills", 3);
  private static final long SEED = Long.getLong("hearth.seed", 1);
  private static final int CHAINS = 40;
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final List<String> GRAINS = List.of("one", "two", "three");

  @TempDir Path directory;
  private final TreeSet<String> acknowledged = new TreeSet<>();
  private int sent;

  @Test
  void aKilledNodeGoesOnWithItsChains() throws IOException {
    Path data = directory.resolve("data");
    int cutShort = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (NodeProcess node = NodeProcess.start(QUICK, data)) {
        if (kill == 0) {
          deploy(node);
        }
        cutShort += callUntilKilled(node, new Random(SEED * 1_000_003 + kill));
      }
    }
    try (NodeProcess node = NodeProcess.start(QUICK, data)) {
      assertThat(acknowledged).isNotEmpty();
      TestNode.eventually("all have ended", () -> ran("three").containsAll(acknowledged));
      TestNode.eventually(
          "none waits",
          () ->
              node.metric("hearth_async_waiting") == 0 && node.metric("hearth_async_running") == 0);
      assertThat(node.json("/queues/done").path("messages").asInt())
          .isGreaterThanOrEqualTo(acknowledged.size());
    }
    System.out.printf(
        "%d kills, seed %d: %d chains acknowledged, %d cut between their grains%n",
        KILLS, SEED, acknowledged.size(), cutShort);
    assertThat(cutShort).as("chains that were between their grains at a kill").isPositive();
  }

  private void deploy(NodeProcess node) throws IOException {
    for (int i = 0; i < GRAINS.size(); i++) {
      String name = GRAINS.get(i);
      Path ran = Files.createDirectories(directory.resolve("ran-" + name));
      String next = i + 1 < GRAINS.size() ? "grain:" + GRAINS.get(i + 1) : "queue:done";
      String manifest =
          JavaFunction.manifest(
              directory,
              name,
              """
              Thread.sleep(20);
              Files.writeString(Path.of("%s", new String(input)), "x", StandardOpenOption.CREATE,
                  StandardOpenOption.APPEND);
              return input;
              """
                  .formatted(ran),
              "events: {on-success: \"%s\"}\n".formatted(next));
      HttpResponse<String> deployed = node.call("PUT", "/admin/v1/functions/" + name, manifest);
      assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
    }
  }

  /** How many chains had begun and not ended when the node died. */
  private int callUntilKilled(NodeProcess node, Random random) {
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    var names = new ArrayList<String>();
    for (int chain = 0; chain < CHAINS; chain++) {
      names.add("chain-" + sent++);
      answers.add(node.later("POST", "/async-function/one", names.getLast()));
    }
    int enough = 1 + random.nextInt(CHAINS / 2);
    TestNode.eventually("some have begun", () -> mine(ran("one"), names) >= enough);
    node.kill();
    for (int chain = 0; chain < CHAINS; chain++) {
      if (accepted(answers.get(chain))) {
        acknowledged.add(names.get(chain));
      }
    }
    Set<String> between = ran("one");
    between.removeAll(ran("three"));
    return (int) mine(between, names);
  }

  private static long mine(Set<String> all, List<String> names) {
    return names.stream().filter(all::contains).count();
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

  private Set<String> ran(String grain) {
    try (var files = Files.list(directory.resolve("ran-" + grain))) {
      var names = new TreeSet<String>();
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
