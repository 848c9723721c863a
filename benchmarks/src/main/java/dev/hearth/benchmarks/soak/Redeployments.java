package dev.hearth.benchmarks.soak;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Deploys the changing model anew, one version after the other. Owned by the event loop. */
final class Redeployments {
  private final Vertx vertx;
  private final Wire wire;
  private final Account account;
  private final Traffic traffic;
  private final Path directory;
  private final long pauseMillis;
  private int version = 1;
  private volatile int acknowledged = 1;
  private boolean stopped;

  Redeployments(
      Vertx vertx, Wire wire, Account account, Traffic traffic, Path directory, long pauseMillis) {
    this.vertx = vertx;
    this.wire = wire;
    this.account = account;
    this.traffic = traffic;
    this.directory = directory;
    this.pauseMillis = pauseMillis;
  }

  void start() {
    vertx.setTimer(pauseMillis, _ -> deploy());
  }

  void stop() {
    stopped = true;
  }

  /** The last version that was acknowledged. */
  int acknowledged() {
    return acknowledged;
  }

  /** Whether an answer to zeros, which is the version itself, is not of an earlier one. */
  boolean isLateEnough(String answer) {
    var data = Pattern.compile("\"data\":\\[(\\d+)").matcher(answer.replace(" ", ""));
    return data.find() && Integer.parseInt(data.group(1)) >= acknowledged;
  }

  static String manifest(String name, Path file, String more) {
    return "kind: Model\nname: %s\nfrom: \"file:%s\"\n%s".formatted(name, file, more);
  }

  private void deploy() {
    if (stopped) {
      return;
    }
    int next = ++version;
    Path file = directory.resolve("changing-" + next + ".onnx");
    write(file, next);
    traffic.deploying(next);
    Account.Entry entry = account.begin(Kind.DEPLOY);
    wire.send(
        entry,
        HttpMethod.PUT,
        "/admin/v1/models/" + Traffic.CHANGING,
        Buffer.buffer(manifest(Traffic.CHANGING, file, Deployments.CHANGING_SCALE)),
        Map.of(),
        answer -> {
          if (traffic.passed(entry, answer)) {
            traffic.deployed(next);
            acknowledged = next;
            account.settle(entry, Outcome.RIGHT, "");
          }
        });
    again(entry, file);
  }

  private void again(Account.Entry entry, Path file) {
    vertx.setTimer(
        pauseMillis,
        _ -> {
          if (entry.settled()) {
            delete(file);
            deploy();
          } else {
            again(entry, file);
          }
        });
  }

  private static void write(Path file, int version) {
    try {
      Path _ = KnownModel.write(file, version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
