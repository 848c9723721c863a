package dev.hearth.sandbox.zygote;

import dev.hearth.sandbox.SandboxException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The warm interpreters of one container and the tree they form. */
final class Zygotes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Zygotes.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long START_SECONDS = 20;
  private static final long IMPORT_SECONDS = 60;

  private final Wire wire;
  private final Container container;
  private final ImportTree<Zygote> tree;

  /** Starts the container and the first interpreter. Blocks. */
  Zygotes(Path directory, @Nullable Path memory, Wire wire, Groups groups, ZygoteConfig config)
      throws IOException {
    this.wire = wire;
    this.tree = new ImportTree<>(config.zygoteBytes(), config.maxZygotes());
    String token = token();
    var first = new Zygote();
    wire.expect(token, first);
    container = new Container(directory, memory, groups.parents(), token);
    container.onExit(() -> first.closed());
    try {
      JsonNode told = first.awaitReady(START_SECONDS);
      add(first, null, Set.of(), told);
    } catch (SandboxException e) {
      wire.forget(token);
      container.close();
      throw new SandboxException(
          SandboxException.Code.UNAVAILABLE,
          "the container of warm interpreters did not start: " + container.complaints(),
          e);
    }
  }

  static String token() {
    var bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  boolean alive() {
    return container.alive();
  }

  /** The best interpreter to fork for these packages. */
  synchronized Zygote choose(Set<String> packages) {
    ImportTree.Node<Zygote> node = nearest(packages);
    tree.used(node, System.nanoTime());
    return node.zygote();
  }

  private ImportTree.Node<Zygote> nearest(Set<String> packages) {
    ImportTree.Node<Zygote> node = tree.nearest(packages);
    if (node == null) {
      throw new SandboxException(
          SandboxException.Code.FAILED, "the container of warm interpreters has ended");
    }
    return node;
  }

  /** Sees to it that an interpreter has these packages. Blocks while it imports. */
  void warm(Set<String> packages) {
    ImportTree.Node<Zygote> parent;
    synchronized (this) {
      parent = nearest(packages);
      if (parent.packages().equals(packages)) {
        return;
      }
    }
    var missing = new TreeSet<>(packages);
    missing.removeAll(parent.packages());
    String token = token();
    var child = new Zygote();
    wire.expect(token, child);
    CompletableFuture<Integer> exit =
        parent
            .zygote()
            .fork(Frame.ZYGOTE, token, Map.of("token", token, "packages", List.copyOf(missing)));
    var _ = exit.thenRun(child::closed);
    try {
      add(child, parent, packages, child.awaitReady(IMPORT_SECONDS));
    } catch (SandboxException e) {
      wire.forget(token);
      parent.zygote().kill(token);
      log.warn("no warm interpreter for {}: {}", packages, e.getMessage());
    }
  }

  private void add(
      Zygote zygote,
      ImportTree.@Nullable Node<Zygote> parent,
      Set<String> packages,
      JsonNode told) {
    var gone = new ArrayList<Zygote>();
    synchronized (this) {
      for (Map.Entry<String, JsonNode> cost : told.get("costs").properties()) {
        tree.learn(cost.getKey(), cost.getValue().asLong());
      }
      long now = System.nanoTime();
      var node = tree.add(zygote, parent, packages, told.get("memory").asLong(), now);
      gone.addAll(tree.evict(node, now));
    }
    var _ = zygote.ended().thenRun(() -> lost(zygote));
    gone.forEach(Zygote::retire);
  }

  private synchronized void lost(Zygote zygote) {
    tree.lost(zygote);
  }

  synchronized List<Set<String>> warm() {
    return tree.nodes().stream().map(ImportTree.Node::packages).toList();
  }

  @Override
  public void close() {
    container.close();
  }
}
