package dev.hearth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.TinyModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is killed over and over in the middle of its writes, as {@code kill -9} does; whatever it
 * acknowledged is there when it starts again, and whatever it did not is there wholly or not at
 * all. {@code -Dhearth.kills=200} kills it 200 times.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("hearth.kills", 8);
  private static final long SEED = Long.getLong("hearth.seed", 1);
  private static final int MODELS = 6;

  /** With so many starts, one that makes them fast pays off. */
  private static final int MANY = 40;

  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final String ZERO =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[0]}]}";

  private enum Write {
    DEPLOY,
    DOWNLOAD,
    REDEPLOY,
    CANARY,
    TRAFFIC,
    UNLOAD,
    LOAD,
    REMOVE
  }

  /** A write under way, and what it makes of its model. */
  private record Attempt(
      Write write,
      String name,
      Optional<Kept> after,
      CompletableFuture<HttpResponse<String>> answer) {}

  /** What became of the writes of one kind that were under way at a kill. */
  private static final class Tally {
    private int acknowledged;
    private int applied;
    private int undone;
  }

  @TempDir Path directory;
  private final Map<String, Optional<Kept>> registry = new TreeMap<>();
  private final Map<Write, Tally> tallies = new EnumMap<>(Write.class);
  private final SlowServer server;
  private final Map<Write, Long> durations = new EnumMap<>(Write.class);
  private int files;

  KillIT() throws IOException {
    server = new SlowServer();
  }

  @Test
  void whatWasAcknowledgedIsThereAfterEachKill() throws IOException {
    for (int model = 0; model < MODELS; model++) {
      registry.put("m" + model, Optional.empty());
    }
    List<String> options = KILLS < MANY ? QUICK : fastStart();
    Path data = directory.resolve("data");
    Files.writeString(configuration(), "downloads: {allow: [127.0.0.1]}\n");
    try (server) {
      List<Attempt> open = List.of();
      for (int kill = 0; kill < KILLS; kill++) {
        try (NodeProcess node = start(options, data)) {
          settle(node, open, kill);
          open = writeUntilKilled(node, new Random(SEED * 1_000_003 + kill), kill);
        }
      }
      endInOrder(options, data, open);
    }
    report();
  }

  private Path configuration() {
    return directory.resolve("node.yaml");
  }

  private NodeProcess start(List<String> options, Path data) {
    return NodeProcess.start(options, data, "--config", configuration().toString());
  }

  private List<String> fastStart() {
    Path cache = directory.resolve("node.aot");
    try {
      List<String> command = NodeProcess.java(QUICK);
      command.add("-XX:AOTCacheOutput=" + cache);
      command.addAll(List.of("dev.hearth.node.Main", "up", "--training"));
      var training = new ProcessBuilder(command).redirectErrorStream(true);
      training.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      training.start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Stream.concat(
            QUICK.stream(), Stream.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off,cds*=off"))
        .toList();
  }

  private void endInOrder(List<String> options, Path data, List<Attempt> open) throws IOException {
    try (NodeProcess node = start(options, data)) {
      settle(node, open, KILLS);
      node.signal("TERM");
      assertThat(node.exitStatus()).isZero();
    }
    try (NodeProcess node = start(options, data)) {
      settle(node, List.of(), KILLS);
    }
  }

  /** Some writes that are acknowledged, then two at once, and a kill while they go on. */
  private List<Attempt> writeUntilKilled(NodeProcess node, Random random, int kill) {
    for (int before = random.nextInt(3); before > 0; before--) {
      Write write = Write.values()[random.nextInt(Write.values().length)];
      attempt(node, random, write, Set.of()).ifPresent(this::acknowledged);
    }
    Write write = Write.values()[kill % Write.values().length];
    prepare(node, random, write);
    List<Attempt> open = new ArrayList<>();
    var busy = new TreeSet<String>();
    for (Write each : List.of(write, Write.values()[random.nextInt(Write.values().length)])) {
      attempt(node, random, each, busy)
          .ifPresent(
              attempt -> {
                busy.add(attempt.name());
                open.add(attempt);
              });
    }
    long usual = durations.getOrDefault(write, 30_000_000L);
    LockSupport.parkNanos((long) (random.nextDouble() * 1.2 * usual));
    node.kill();
    return open;
  }

  /** Sees to it that there is a model for a kind of write. */
  private void prepare(NodeProcess node, Random random, Write write) {
    Write first =
        switch (write) {
          case DEPLOY, DOWNLOAD -> Write.REMOVE;
          case LOAD -> Write.UNLOAD;
          case TRAFFIC -> Write.CANARY;
          case REDEPLOY, CANARY, UNLOAD, REMOVE -> Write.DEPLOY;
        };
    if (candidates(write, Set.of()).isEmpty()) {
      prepare(node, random, first);
      attempt(node, random, first, Set.of()).ifPresent(this::acknowledged);
    }
  }

  private List<String> candidates(Write write, Set<String> busy) {
    return registry.keySet().stream()
        .filter(name -> !busy.contains(name) && fits(write, kept(name)))
        .toList();
  }

  private Optional<Kept> kept(String name) {
    return registry.getOrDefault(name, Optional.empty());
  }

  private static boolean fits(Write write, Optional<Kept> model) {
    boolean loaded = model.filter(Kept::loaded).isPresent();
    int versions = model.map(kept -> kept.answers().size()).orElse(0);
    return switch (write) {
      case DEPLOY, DOWNLOAD -> model.isEmpty();
      case REDEPLOY, UNLOAD -> loaded;
      case CANARY -> loaded && versions == 1;
      case TRAFFIC -> loaded && versions == 2;
      case LOAD -> model.isPresent() && !loaded;
      case REMOVE -> model.isPresent();
    };
  }

  private Optional<Attempt> attempt(
      NodeProcess node, Random random, Write write, Set<String> busy) {
    List<String> names = candidates(write, busy);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String name = names.get(random.nextInt(names.size()));
    Optional<Kept> before = kept(name);
    int answer = ++files;
    int percent = 10 + random.nextInt(80);
    String path = "/admin/v1/models/" + name;
    String load = "/v2/repository/models/" + name;
    return Optional.of(
        switch (write) {
          case DEPLOY, REDEPLOY ->
              new Attempt(
                  write,
                  name,
                  Optional.of(Kept.deployed(before, answer)),
                  node.later("PUT", path, manifest(name, file(name, answer), "")));
          case DOWNLOAD ->
              new Attempt(
                  write,
                  name,
                  Optional.of(Kept.deployed(before, answer)),
                  node.later("PUT", path, manifest(name, remote(name, answer), "")));
          case CANARY ->
              new Attempt(
                  write,
                  name,
                  before.map(kept -> kept.joined(answer, percent)),
                  node.later(
                      "PUT",
                      path,
                      manifest(name, file(name, answer), "traffic: " + percent + "%\n")));
          case TRAFFIC ->
              new Attempt(
                  write,
                  name,
                  before.map(kept -> kept.shared(percent)),
                  node.later(
                      "PUT", path + "/traffic", shares(before.orElseThrow().shared(percent))));
          case UNLOAD ->
              new Attempt(
                  write,
                  name,
                  before.map(kept -> kept.withLoaded(false)),
                  node.later("POST", load + "/unload", ""));
          case LOAD ->
              new Attempt(
                  write,
                  name,
                  before.map(kept -> kept.withLoaded(true)),
                  node.later("POST", load + "/load", ""));
          case REMOVE -> new Attempt(write, name, Optional.empty(), node.later("DELETE", path, ""));
        });
  }

  private static String manifest(String name, String from, String more) {
    return "kind: Model\nname: %s\nfrom: \"%s\"\n%s".formatted(name, from, more);
  }

  private static String shares(Kept kept) {
    return kept.traffic().entrySet().stream()
        .map(share -> "\"%d\":%d".formatted(share.getKey(), share.getValue()))
        .reduce((a, b) -> a + "," + b)
        .map(all -> "{" + all + "}")
        .orElseThrow();
  }

  private String file(String name, int answer) {
    return "file:" + model(answer).write(directory.resolve(name + "-" + answer + ".onnx"));
  }

  private String remote(String name, int answer) {
    return server.serve(name + "-" + answer + ".onnx", model(answer).bytes());
  }

  /** Answers its number, and is large enough for a kill to find it half written. */
  private static TinyModel model(int answer) {
    return TinyModel.lookup(answer).floats("padding", new float[200_000]);
  }

  /** A write before the kill must succeed. */
  private void acknowledged(Attempt attempt) {
    long since = System.nanoTime();
    HttpResponse<String> answer = attempt.answer().join();
    assertThat(answer.statusCode()).as(attempt.write() + " " + answer.body()).isEqualTo(200);
    durations.merge(
        attempt.write(), System.nanoTime() - since, (before, now) -> (before + now) / 2);
    registry.put(attempt.name(), attempt.after());
  }

  /** Compares what a node that has just started serves with what it may serve. */
  private void settle(NodeProcess node, List<Attempt> open, int kill) throws IOException {
    for (Attempt attempt : open) {
      Optional<Kept> before = kept(attempt.name());
      Tally tally = tallies.computeIfAbsent(attempt.write(), _ -> new Tally());
      if (wasAcknowledged(attempt)) {
        tally.acknowledged++;
        registry.put(attempt.name(), attempt.after());
      } else if (serves(node, attempt.name(), attempt.after())) {
        tally.applied++;
        registry.put(attempt.name(), attempt.after());
      } else {
        tally.undone++;
        assertThat(serves(node, attempt.name(), before))
            .as("%s of %s under way at kill %d", attempt.write(), attempt.name(), kill)
            .isTrue();
      }
    }
    registry.forEach(
        (name, kept) ->
            assertThat(serves(node, name, kept)).as("%s after kill %d", name, kill).isTrue());
    requireNoLeftovers(kill);
  }

  private static boolean wasAcknowledged(Attempt attempt) {
    try {
      HttpResponse<String> answer = attempt.answer().join();
      assertThat(answer.statusCode()).as(attempt.write() + " " + answer.body()).isEqualTo(200);
      return true;
    } catch (CompletionException _) {
      return false;
    }
  }

  /** Whether a model is there with just these versions, shares and answers. */
  private static boolean serves(NodeProcess node, String name, Optional<Kept> model) {
    String path = "/admin/v1/models/" + name + "/traffic";
    if (node.call("GET", path, "").statusCode() == 404) {
      return model.isEmpty();
    }
    if (model.isEmpty() || !shares(model.get()).equals(node.json(path).toString())) {
      return false;
    }
    return model.get().answers().entrySet().stream()
        .allMatch(
            version ->
                answers(node, name, version.getKey(), version.getValue(), model.get().loaded()));
  }

  private static boolean answers(
      NodeProcess node, String name, int version, int expected, boolean loaded) {
    HttpResponse<String> answer =
        node.call("POST", "/v2/models/%s/versions/%d/infer".formatted(name, version), ZERO);
    return loaded
        ? answer.statusCode() == 200 && answer.body().contains("\"data\":[" + expected + ".0]")
        : answer.statusCode() == 503 && answer.body().contains("unloaded");
  }

  /** The files of what is deployed are there and whole, and no others. */
  private void requireNoLeftovers(int kill) throws IOException {
    Path models = directory.resolve("data").resolve("models");
    var needed = new TreeSet<String>();
    for (Optional<Kept> model : registry.values()) {
      for (int answer : model.map(kept -> kept.answers().values()).orElse(List.of())) {
        needed.add(digest(model(answer).bytes()));
      }
    }
    var there = new TreeSet<String>();
    for (Path file : list(models.resolve("sha256"))) {
      there.add(file.getFileName().toString());
      assertThat(digest(Files.readAllBytes(file))).isEqualTo(file.getFileName().toString());
    }
    assertThat(there).as("files after kill %d", kill).isEqualTo(needed);
    assertThat(list(models.resolve("sources"))).hasSameSizeAs(needed);
    assertThat(list(models.resolve("incoming"))).isEmpty();
    for (Path file : list(models.resolve("partial"))) {
      String name = file.getFileName().toString();
      Path record = file.resolveSibling(name.replace(".entity", "") + ".entity");
      assertThat(record).as("a download that can be continued").exists();
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void report() {
    System.out.printf("%d kills, seed %d; writes under way at a kill:%n", KILLS, SEED);
    System.out.println("          acknowledged  not: applied  not: undone");
    tallies.forEach(
        (write, tally) ->
            System.out.printf(
                "%-8s  %12d  %12d  %11d%n",
                write, tally.acknowledged, tally.applied, tally.undone));
    int cutShort = tallies.values().stream().mapToInt(tally -> tally.applied + tally.undone).sum();
    assertThat(cutShort).as("writes that a kill cut short").isPositive();
    if (KILLS >= 10 * Write.values().length) {
      assertThat(tallies.values()).hasSameSizeAs(Write.values());
      assertThat(tallies.values()).allMatch(tally -> tally.applied + tally.undone > 0);
    }
  }
}
