package dev.hearth.benchmarks.load;

import dev.hearth.benchmarks.Machine;
import dev.hearth.benchmarks.TemporaryDirectory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;

/**
 * Many connections that stay open, all from this process, each of which asks again and again with
 * long pauses: what they cost the node, and how long answers take. A latency counts from when the
 * request was due.
 */
@CommandLine.Command(name = "many-connections", mixinStandardHelpOptions = true)
public final class ManyConnections implements Callable<Integer> {
  private static final int OPENED_AT_ONCE = 200;
  private static final long HIGHEST_MICROS = 60_000_000;

  @CommandLine.Option(names = "--connections", defaultValue = "10000")
  private int connections;

  @CommandLine.Option(names = "--pause", defaultValue = "10", description = "Seconds of each.")
  private double pauseSeconds;

  @CommandLine.Option(names = "--seconds", defaultValue = "60")
  private double seconds;

  @CommandLine.Option(names = "--path", defaultValue = "/v2")
  private String path = "/v2";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final List<NetSocket> sockets = new ArrayList<>();
  private final Histogram micros = new Histogram(HIGHEST_MICROS, 3);
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private long answered;
  private long broken;
  private boolean over;
  private Buffer request = Buffer.buffer();
  private int underWay;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ManyConnections()).execute(arguments));
  }

  /** What was seen. */
  record Seen(long connections, long answered, long broken, double p50Millis, double p99Millis) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println(Machine.description());
    try (var data = new TemporaryDirectory();
        var node = NodeUnderLoad.start(data.path().resolve("data"))) {
      double before = node.residentMebibytes();
      long files = node.openFiles();
      long since = System.nanoTime();
      open(node.port());
      double opening = (System.nanoTime() - since) / 1e9;
      double after = node.residentMebibytes();
      long held = node.openFiles() - files;
      Seen seen = measure();
      double end = node.residentMebibytes();
      System.out.printf(
          Locale.ROOT,
          "%d connections opened in %.1f s, %d files more in the node; %.1f MiB before, %.1f with"
              + " them, %.1f after the load (%.1f KiB each)%n",
          sockets.size(),
          opening,
          held,
          before,
          after,
          end,
          (end - before) * 1_024 / connections);
      System.out.printf(
          Locale.ROOT,
          "%.0f answers a second for %.0f s: p50 %.2f ms, p99 %.2f ms; %d answered, %d broken%n",
          seen.answered() / seconds,
          seconds,
          seen.p50Millis(),
          seen.p99Millis(),
          seen.answered(),
          seen.broken());
      return seen.broken() == 0 && seen.connections() == connections ? 0 : 1;
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** Opens all connections and waits for the last. */
  void open(int port) {
    request = Buffer.buffer("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n".formatted(path, port));
    NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(30_000));
    vertx.runOnContext(
        _ -> {
          for (int i = 0; i < Math.min(OPENED_AT_ONCE, connections); i++) {
            open(client, port);
          }
        });
    opened.join();
  }

  private void open(NetClient client, int port) {
    if (sockets.size() + underWay >= connections) {
      if (underWay == 0) {
        opened.complete(null);
      }
      return;
    }
    underWay++;
    client
        .connect(port, "127.0.0.1")
        .onComplete(
            connected -> {
              underWay--;
              if (connected.succeeded()) {
                sockets.add(connected.result());
                connected.result().closeHandler(_ -> broken += over ? 0 : 1);
              } else {
                opened.completeExceptionally(connected.cause());
              }
              open(client, port);
            });
  }

  /** Lets each ask at its times, spread evenly. */
  Seen measure() {
    vertx.runOnContext(
        _ -> {
          for (int i = 0; i < sockets.size(); i++) {
            double first = pauseSeconds * i / sockets.size();
            begin(sockets.get(i), System.nanoTime() + (long) (first * 1e9));
          }
        });
    LockSupport.parkNanos((long) (seconds * 1e9));
    var seen = new CompletableFuture<Seen>();
    vertx.runOnContext(
        _ -> {
          over = true;
          seen.complete(
              new Seen(
                  sockets.size(),
                  answered,
                  broken,
                  micros.getValueAtPercentile(50) / 1e3,
                  micros.getValueAtPercentile(99) / 1e3));
        });
    return seen.join();
  }

  private void begin(NetSocket socket, long firstNanos) {
    long[] due = {firstNanos};
    long[] sent = {0};
    Runnable next =
        () -> {
          long wait = TimeUnit.NANOSECONDS.toMillis(due[0] - System.nanoTime());
          vertx.setTimer(Math.max(1, wait), _ -> sent[0] = ask(socket));
        };
    socket.handler(
        _ -> {
          // a timer counts whole milliseconds, so that a request may go a little before it is due
          long took = (System.nanoTime() - Math.min(due[0], sent[0])) / 1_000;
          micros.recordValue(Math.clamp(took, 0, HIGHEST_MICROS));
          answered++;
          due[0] += (long) (pauseSeconds * 1e9);
          if (!over) {
            next.run();
          }
        });
    next.run();
  }

  /** The time at which it was sent. */
  private long ask(NetSocket socket) {
    long now = System.nanoTime();
    if (!over) {
      socket.write(request);
    }
    return now;
  }
}
