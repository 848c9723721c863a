package dev.hearth.benchmarks.soak;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/** Measures the node's process from outside at even intervals, on a thread of its own. */
final class Sampler {
  /**
   * One look.
   *
   * @param life which of the node's lives it was in
   */
  record Sample(
      double atSeconds,
      int life,
      long residentBytes,
      long openFiles,
      long threads,
      long processes,
      long diskBytes) {}

  private final LiveNode node;
  private final Stage stage;
  private final long startNanos;
  private final List<Sample> samples = new CopyOnWriteArrayList<>();
  private volatile boolean stopped;

  Sampler(LiveNode node, Stage stage, long startNanos) {
    this.node = node;
    this.stage = stage;
    this.startNanos = startNanos;
  }

  void start(long pauseMillis) {
    Thread.ofPlatform().daemon(true).name("sampler").start(() -> run(pauseMillis));
  }

  void stop() {
    stopped = true;
  }

  private void run(long pauseMillis) {
    while (!stopped) {
      try {
        samples.add(look());
      } catch (IOException _) {
        // the node is between two lives
      }
      Commands.pause(pauseMillis);
    }
  }

  private Sample look() throws IOException {
    long pid = node.pid();
    return new Sample(
        (System.nanoTime() - startNanos) / 1e9,
        node.lives(),
        Processes.residentBytes(pid),
        Processes.openFiles(pid),
        Processes.threads(pid),
        Processes.below(pid),
        stage.disk().isPresent() ? stage.disk().get().usedBytes() : 0);
  }

  List<Sample> samples() {
    return samples;
  }

  /** Those of the last life, from one part of it to another, of 1. */
  List<Sample> last(double from, double to) {
    int life = node.lives();
    List<Sample> last = samples.stream().filter(sample -> sample.life() == life).toList();
    return last.subList((int) (from * last.size()), (int) (to * last.size()));
  }

  static long median(List<Sample> samples, ToLongFunction<Sample> of) {
    long[] sorted = samples.stream().mapToLong(of).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
