package dev.hearth.benchmarks.soak;

import dev.hearth.benchmarks.Machine;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** A live node under mixed traffic, with faults by a plan, and a report of what became of it. */
@CommandLine.Command(
    name = "hearth soak",
    mixinStandardHelpOptions = true,
    description =
        "Keeps a node under mixed traffic while workers and the node are killed, its disk fills,"
            + " its memory gets short, its clock jumps and clients misbehave; accounts for every"
            + " request, compares every answer, and judges memory, files and recovery.")
public final class Soak implements Callable<Integer> {
  @CommandLine.Mixin private SoakOptions options = new SoakOptions();

  /** Connections that end are counted here, not told one by one; held, for loggers are weak. */
  private static final Logger CLIENT = Logger.getLogger("io.vertx");

  public static void main(String[] arguments) {
    CLIENT.setLevel(Level.OFF);
    System.exit(new CommandLine(new Soak()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.err.println("soak: " + Machine.description());
    SoakResult result = run(options);
    result.print();
    if (options.report() != null) {
      Page.write(options.report(), result);
    }
    return result.verdict().passed() ? 0 : 1;
  }

  static SoakResult run(SoakOptions options) throws IOException, InterruptedException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (var stage = Stage.make(options.diskMebibytes());
        var node = new LiveNode(stage, List.of("-Xmx" + options.heap(), "-Xms32m"))) {
      var interrupted = new Thread(() -> release(node, stage), "interrupted");
      Runtime.getRuntime().addShutdownHook(interrupted);
      SoakResult result = new SoakRun(vertx, stage, node, options).run();
      boolean _ = Runtime.getRuntime().removeShutdownHook(interrupted);
      return result;
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** Leaves neither a process nor a mount nor a group behind when it is stopped half-way. */
  private static void release(LiveNode node, Stage stage) {
    node.close();
    try {
      stage.close();
    } catch (IOException e) {
      System.err.println("soak: not all was removed: " + e.getMessage());
    }
  }
}
