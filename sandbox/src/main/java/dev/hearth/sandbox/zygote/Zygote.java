package dev.hearth.sandbox.zygote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.sandbox.SandboxException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One warm interpreter, as the node sees it. Its methods may be called from any thread. */
final class Zygote implements Receiver {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** What a process of which nothing is known any more ended with. */
  static final int UNKNOWN_STATUS = Integer.MIN_VALUE;

  private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Map<String, CompletableFuture<Integer>> exits = new ConcurrentHashMap<>();
  private volatile @Nullable Link link;
  private boolean retired;

  /** Waits until it has imported its packages. */
  JsonNode awaitReady(long seconds) {
    try {
      return ready.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new SandboxException(
          SandboxException.Code.FAILED, "a warm interpreter did not start in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException(SandboxException.Code.FAILED, "interrupted", e);
    }
  }

  boolean alive() {
    return link != null && !ended.isDone();
  }

  /** Completes once it is gone. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /**
   * Forks it.
   *
   * @param order what the fork is told, with the token it will show
   * @return the status the fork ends with, negative for a signal
   */
  CompletableFuture<Integer> fork(Frame kind, String token, Map<String, Object> order) {
    var exit = new CompletableFuture<Integer>();
    exits.put(token, exit);
    Link to = link;
    if (to == null || ended.isDone()) {
      exit.complete(UNKNOWN_STATUS);
    } else {
      to.send(kind, 0, JSON.writeValueAsBytes(order));
    }
    return exit;
  }

  void kill(String token) {
    Link to = link;
    if (to != null) {
      to.send(Frame.KILL, 0, token.getBytes(UTF_8));
    }
  }

  /** It ends as soon as the last of its forks has. */
  void retire() {
    synchronized (this) {
      retired = true;
    }
    endIfDone();
  }

  private void endIfDone() {
    Link to = link;
    synchronized (this) {
      if (!retired || !exits.isEmpty() || to == null) {
        return;
      }
    }
    to.close();
    ended.complete(null);
  }

  @Override
  public void opened(Link opened) {
    opened.allow(1 << 20);
    link = opened;
  }

  @Override
  public void received(Link from, Frame kind, long call, byte[] body) {
    JsonNode told = JSON.readTree(body);
    if (kind == Frame.READY) {
      ready.complete(told);
    } else if (kind == Frame.EXITED) {
      CompletableFuture<Integer> exit = exits.remove(told.get("token").asString());
      if (exit != null) {
        exit.complete(told.get("status").asInt());
      }
      endIfDone();
    }
  }

  @Override
  public void closed() {
    ended.complete(null);
    ready.completeExceptionally(new IllegalStateException("it ended"));
    exits.values().forEach(exit -> exit.complete(UNKNOWN_STATUS));
  }
}
